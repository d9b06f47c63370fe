import Choreography
import Hummingbird

/// `/metrics`: what the worker measures, for Prometheus.
struct MetricsRoutes: Sendable {
    let scrape: @Sendable () async -> String

    var endpoints: [Endpoint] {
        let answer = TextAnswer(
            "The metrics, in Prometheus' text format.", contentType: MetricText.contentType)
        return [
            Endpoint(
                .get, "/metrics", "What the worker measures, for Prometheus", access: .everybody,
                answers: [answer]
            ) { [scrape] _ in answer(await scrape()) }
        ]
    }
}

/// A way to answer with text.
struct TextAnswer: AnswerDescription {
    let status = HTTPResponse.Status.ok
    let summary: String
    let contentType: String
    let schema = Schema.string()

    init(_ summary: String, contentType: String) {
        self.summary = summary
        self.contentType = contentType
    }

    func exampleBody() -> (any Encodable & Sendable)? { nil }

    func callAsFunction(_ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
