import CollectorTesting
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Tracing

@testable import OpenTelemetryExport

/// Spans on their way to a real HTTP server.
@Suite("Spans to a collector", .timeLimit(.minutes(1))) struct SpanExporterTests {
    private static let silence = Logger(label: "export") { _ in SwiftLogNoOpLogHandler() }

    /// Runs an exporter while `body` runs, then asks it to end and waits until it has.
    private func export(
        to url: String, _ change: (inout ExportConfiguration) -> Void = { _ in },
        _ body: (any Tracer) async throws -> Void
    ) async throws {
        var configuration = ExportConfiguration(
            endpoint: url, headers: [("x-token", "secret")], serviceName: "payment", serviceVersion: "1.2",
            batch: 10, interval: .milliseconds(20), firstDelay: .milliseconds(5))
        change(&configuration)
        let exporter = SpanExporter(configuration, logger: Self.silence)
        let group = ServiceGroup(services: [exporter], logger: Self.silence)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(exporter.tracer)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func make(_ count: Int, _ tracer: any Tracer) {
        for number in 0..<count { tracer.startAnySpan("span \(number)").end() }
    }

    @Test("all of a span arrives, as OTLP has it in JSON") func contents() async throws {
        try await TestCollector.listen { collector, url in
            try await export(to: url + "/") { tracer in
                let parent = tracer.startAnySpan("send a", ofKind: .producer)
                let span = tracer.startAnySpan("process \"a\"\n", context: parent.context, ofKind: .consumer)
                span.updateAttributes { attributes in
                    attributes["text"] = "Zoë \\ \u{1} 🦊"
                    attributes["number"] = Int.max
                    attributes["share"] = 0.5
                    attributes["is"] = true
                    attributes["list"] = ["a", "b"]
                }
                span.addEvent("seen")
                span.setStatus(SpanStatus(code: .error, message: "no"))
                span.end()
                parent.end()
            }
            let request = try #require(collector.received.first)
            #expect(request.path == "/v1/traces")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["x-token"] == "secret")
            let spans = try collector.spans
            let parent = try #require(spans.first { $0.name == "send a" })
            let span = try #require(spans.first { $0.name == "process \"a\"\n" })
            #expect(spans.count == 2)
            #expect(span.service == "payment")
            #expect(span.traceID == parent.traceID && span.traceID.count == 32)
            #expect(span.parentSpanID == parent.spanID && span.spanID.count == 16)
            #expect(parent.parentSpanID == nil)
            #expect((parent.kind, span.kind) == (4, 5))
            #expect(span.end >= span.start && span.start > 1_700_000_000_000_000_000)
            #expect(
                span.attributes == [
                    "text": "Zoë \\ \u{1} 🦊", "number": "\(Int.max)", "share": "0.5", "is": "true",
                    "list": "a,b",
                ])
            #expect(span.statusCode == 2)
        }
    }

    @Test("sent while it runs, in batches; what is left goes at the end") func batches() async throws {
        try await TestCollector.listen { collector, url in
            try await export(to: url) { tracer in
                make(25, tracer)
                while try collector.spans.count < 25 { try await Task.sleep(for: .milliseconds(5)) }
            }
            #expect(try collector.received.allSatisfy { try ReceivedSpan.all(in: $0.body).count <= 10 })
            try await export(to: url, { $0.interval = .seconds(3600) }) { tracer in
                make(10, tracer)
                while try collector.spans.count < 35 { try await Task.sleep(for: .milliseconds(5)) }
                // No batch, and nobody comes to see for an hour.
                make(2, tracer)
            }
            #expect(try collector.spans.count == 37)
        }
    }

    @Test("what the collector may take later is sent again, once taken", arguments: [429, 502, 503, 504])
    func retried(status: Int) async throws {
        try await TestCollector.listen(answering: { number in
            TestCollector.Answer(status: number < 3 ? status : 200)
        }) { collector, url in
            try await export(to: url) { tracer in
                make(1, tracer)
                while collector.received.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
            }
            #expect(collector.received.count == 3)
            #expect(Set(collector.received.map(\.body)).count == 1, "the same each time")
        }
    }

    @Test("what it will never take is not sent again, nor for ever") func given() async throws {
        try await TestCollector.listen(answering: { _ in TestCollector.Answer(status: 400) }) {
            collector, url in
            try await export(to: url) { tracer in make(1, tracer) }
            #expect(collector.received.count == 1)
        }
        try await TestCollector.listen(answering: { _ in TestCollector.Answer(status: 503) }) {
            collector, url in
            try await export(to: url, { $0.attempts = 4 }) { tracer in
                make(1, tracer)
                while collector.received.count < 4 { try await Task.sleep(for: .milliseconds(5)) }
            }
            #expect(collector.received.count == 4)
        }
    }

    @Test("the end does not wait for a collector that does not answer") func deadline() async throws {
        try await TestCollector.listen(answering: { _ in
            try? await Task.sleep(for: .seconds(3600))
            return TestCollector.Answer()
        }) { _, url in
            let clock = ContinuousClock()
            let time = try await clock.measure {
                try await export(to: url, { $0.flushTimeout = .milliseconds(200) }) { tracer in
                    make(1, tracer)
                }
            }
            #expect(time < .seconds(30))
        }
    }

    @Test("nobody there: spans are dropped beyond the limit, and nobody waits") func full() async throws {
        let queue = SpanQueue(limit: 5, batch: 2)
        let tracer = ExportingTracer(sampler: Sampler(ratio: 1), queue: queue)
        make(8, tracer)
        #expect(queue.take().map(\.name) == ["span 0", "span 1"], "the oldest are kept")
        #expect(queue.abandon() == 3)
        let unsampled = ExportingTracer(sampler: Sampler(ratio: 0), queue: queue)
        make(8, unsampled)
        #expect(queue.take().isEmpty)
    }

    @Test("an ended span stays as it was") func ended() async throws {
        let queue = SpanQueue(limit: 5, batch: 2)
        let span = ExportingTracer(sampler: Sampler(ratio: 1), queue: queue).startAnySpan("a")
        span.end()
        span.attributes["late"] = "x"
        span.end()
        #expect(!span.isRecording)
        let finished = queue.take()
        #expect(finished.count == 1 && finished.first?.attributes.isEmpty == true)
    }
}
