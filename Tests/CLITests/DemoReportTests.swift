import Testing

@testable import choreo

@Suite struct DemoReportTests {
    private let report = DemoReport(
        orders: [
            .init(scenario: "confirmed", order_id: "1", status: "confirmed", reason: nil),
            .init(scenario: "declined", order_id: "2", status: "cancelled", reason: "declined"),
        ],
        dead_letters: [.init(queue: "order.dlq", type: "order.requested", exception_type: "not-json")],
        mails: 4, ok: true, problems: [])

    @Test func `The JSON form has the agreed keys, and no others`() throws {
        #expect(
            try JSONOutput.line(report) == """
                {"dead_letters":[{"exception_type":"not-json","queue":"order.dlq","type":"order.requested"}],\
                "mails":4,"ok":true,"orders":[\
                {"order_id":"1","reason":null,"scenario":"confirmed","status":"confirmed"},\
                {"order_id":"2","reason":"declined","scenario":"declined","status":"cancelled"}]}
                """)
    }

    @Test func `People get tables and a verdict, without colour where there is no terminal`() {
        let text = report.text(on: Terminal(-1))
        #expect(text.contains("declined  2     cancelled declined\n"))
        #expect(text.hasSuffix("Every order ended as it must.\n"))
        #expect(!text.contains("\u{1B}"))
    }
}
