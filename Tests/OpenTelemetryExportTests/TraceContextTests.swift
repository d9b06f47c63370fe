import Testing
import Tracing

@testable import OpenTelemetryExport

@Suite("W3C trace context") struct TraceContextTests {
    static let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("what is read is written again") func roundTrip() throws {
        let context = try #require(TraceContext(traceParent: Self.text, state: "a=1"))
        #expect(context.trace.hex == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.span.paddedHex == "b7ad6b7169203331")
        #expect(context.isSampled)
        #expect(context.traceParent == Self.text)
    }

    @Test(
        "what is none is not taken for one",
        arguments: [
            "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
            "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        ])
    func refused(text: String) { #expect(TraceContext(traceParent: text) == nil) }

    @Test("a later version may say more") func later() {
        let text = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
        #expect(TraceContext(traceParent: text)?.isSampled == true)
    }

    @Test("through a tracer: extracted, continued, injected with its state") func tracer() {
        let tracer = ExportingTracer(sampler: Sampler(ratio: 0), queue: SpanQueue(limit: 10, batch: 10))
        var context = ServiceContext.topLevel
        tracer.extract(
            ["traceparent": Self.text, "tracestate": "a=1"], into: &context, using: Headers())
        let span = tracer.startSpan("child", context: context)
        #expect(span.isRecording, "whoever began the trace wants it recorded, whatever the ratio here")
        var headers: [String: String] = [:]
        tracer.inject(span.context, into: &headers, using: Headers())
        let parts = headers["traceparent"]?.split(separator: "-") ?? []
        #expect(parts.count == 4 && parts[1] == "0af7651916cd43dd8448eb211c80319c" && parts[3] == "01")
        #expect(parts[2] != "b7ad6b7169203331")
        #expect(headers["tracestate"] == "a=1")
    }
}

struct Headers: Extractor, Injector {
    func extract(key: String, from headers: [String: String]) -> String? { headers[key] }
    func inject(_ value: String, forKey key: String, into headers: inout [String: String]) {
        headers[key] = value
    }
}

@Suite("Which traces are recorded") struct SamplerTests {
    @Test("none, all, and about as many as was asked for", arguments: [0.0, 0.25, 1.0])
    func ratio(ratio: Double) {
        let sampler = Sampler(ratio: ratio)
        let sampled = (0..<20_000).count { _ in sampler.samples(.random(), parent: nil) }
        // 25 standard deviations to each side.
        #expect(abs(Double(sampled) / 20_000 - ratio) <= (ratio == 0.25 ? 0.08 : 0))
    }

    @Test("whoever is part of a trace does as it was begun") func parent() throws {
        let no = try #require(
            TraceContext(traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"))
        #expect(!Sampler(ratio: 1).samples(no.trace, parent: no))
    }
}
