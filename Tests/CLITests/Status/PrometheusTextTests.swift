import Testing

@testable import ShopSystem

@Suite struct PrometheusTextTests {
    private func sample(_ line: String) -> PrometheusText.Sample? { PrometheusText(line).samples.first }

    @Test func `A worker's figures are read`() {
        let text = PrometheusText(
            """
            # HELP choreography_deliveries_total What became of deliveries.
            # TYPE choreography_deliveries_total counter
            choreography_deliveries_total{participant="order",outcome="applied"} 41
            choreography_deliveries_total{outcome="duplicate", participant="order",} 2 1700000000000

            choreography_outbox_depth 7
            shop_orders{status="pending",participant="order"} 3
            shop_orders{status="confirmed",participant="order"} 38
            """)
        #expect(text.brokenLines == 0 && text.samples.count == 5)
        #expect(text.count("choreography_deliveries_total") == 43)
        #expect(text.count("choreography_deliveries_total", ["outcome": "duplicate"]) == 2)
        #expect(text.count("choreography_deliveries_total", ["outcome": "dead"]) == nil, "not known, not 0")
        #expect(text.count("choreography_outbox_depth") == 7)
        #expect(text.counts("shop_orders", by: "status") == ["pending": 3, "confirmed": 38])
        #expect(text.counts("unknown", by: "status") == nil)
    }

    @Test func `Labels are unescaped, and may hold what else ends them`() {
        let found = sample(#"m{a="x\\y\"z\n}, {=",b="ü 🎉",c=""} 1"#)
        #expect(found?.labels == ["a": "x\\y\"z\n}, {=", "b": "ü 🎉", "c": ""])
        #expect(sample("m { a = \"b\" }\t2")?.labels == ["a": "b"])
    }

    @Test(arguments: [
        ("m +Inf", Double.infinity), ("m -Inf", -Double.infinity), ("m 1e3", 1000), ("m -0.5", -0.5),
        ("m 1 # {trace_id=\"x\"} 1", 1),
    ])
    func `Values have every form that the text allows`(line: String, value: Double) {
        #expect(sample(line)?.value == value)
    }

    @Test func `What is no number counts as not known`() {
        let text = PrometheusText("m NaN\nn +Inf\nk 1e300\nm{a=\"b\"} NaN\nm{a=\"c\"} 4\n")
        #expect(text.samples.first?.value.isNaN == true && text.brokenLines == 0)
        #expect(text.sum("n") == nil && text.count("n") == nil)
        #expect(text.count("k") == nil, "no count of anything")
        #expect(text.count("m") == 4)
    }

    @Test(arguments: [
        "m", "m ", "m one", "1m 1", "m{a=\"b\" 1", "m{a=\"b} 1", "m{a=b} 1", "m{a=\"b\"c=\"d\"} 1",
        #"m{a="\t"} 1"#, #"m{a="\"#, "m{=\"b\"} 1", "m 1 2 3", "m 1 late", "{a=\"b\"} 1", "m{a:b=\"c\"} 1",
    ])
    func `A broken line is left out, and the others are read`(line: String) {
        let text = PrometheusText("first 1\n\(line)\nlast 2")
        #expect(text.brokenLines == 1)
        #expect(text.samples.map(\.name) == ["first", "last"])
    }

    @Test func `Figures of another participant are not ours`() {
        let text = PrometheusText("m{participant=\"order\"} 1\nm{participant=\"email\"} 2\nn 3")
        #expect(text.of("order").count("m") == 1)
        #expect(text.of("email").count("m") == 2)
        #expect(text.of("order").count("n") == 3)
    }
}
