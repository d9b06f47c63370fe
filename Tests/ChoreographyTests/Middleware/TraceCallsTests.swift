import Choreography
import InMemoryTracing
import Testing
import Tracing

@Suite("Calls in the traces") struct TraceCallsTests {
    let tracer = W3CTracer()

    private func finished() throws -> FinishedInMemorySpan {
        #expect(tracer.memory.activeSpans.isEmpty)
        #expect(tracer.memory.finishedSpans.count == 1)
        return try #require(tracer.memory.finishedSpans.first)
    }

    private func text(_ attributes: SpanAttributes) -> [String: String] {
        var text: [String: String] = [:]
        attributes.forEach { key, value in
            switch value {
            case .string(let value): text[key] = value
            case .int32(let value): text[key] = "\(value)"
            case .int64(let value): text[key] = "\(value)"
            default: text[key] = "of another type"
            }
        }
        return text
    }

    @Test("a client span in the trace of the call's traceparent, with what was called") func success()
        async throws
    {
        try await TraceCalls(tracer: tracer).call {}
        let span = try finished()
        #expect(span.operationName == "prepare order.placed")
        #expect(span.kind == .client)
        #expect(span.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(span.parentSpanID == "b7ad6b7169203331")
        #expect(
            text(span.attributes) == [
                "call.kind": "prepare", "call.name": "order.placed", "call.attempt": "2",
                "messaging.message.id": "m-1", "messaging.message.conversation_id": "o-1",
            ])
        #expect(span.errors.isEmpty)
        #expect(span.status == nil)
    }

    @Test("a span that is current is the parent, whatever the traceparent") func current() async throws {
        try await tracer.withSpan("outer") { outer in
            try await TraceCalls(tracer: tracer).call {}
            let span = try #require(tracer.memory.finishedSpans.first)
            #expect(span.traceID == outer.traceID)
            #expect(span.parentSpanID == outer.spanID)
        }
    }

    @Test("without a traceparent it begins a trace") func root() async throws {
        try await TraceCalls(tracer: tracer).handle(Call(.query, "stock")) {}
        let span = try finished()
        #expect(span.operationName == "query stock")
        #expect(span.parentSpanID == nil)
        #expect(span.attributes.count == 3)
    }

    @Test("the span is current within the call") func inner() async throws {
        try await TraceCalls(tracer: tracer).call { [tracer] in
            try await TraceCalls(tracer: tracer).handle(Call(.query, "stock")) {}
        }
        let (inner, outer) = (tracer.memory.finishedSpans[0], tracer.memory.finishedSpans[1])
        #expect(inner.parentSpanID == outer.spanID)
    }

    @Test("an error is recorded") func failure() async throws {
        await #expect(throws: Failure.down) {
            try await TraceCalls(tracer: tracer).call { throw Failure.down }
        }
        let span = try finished()
        #expect(text(span.attributes)["error.type"] == "outside-unavailable")
        #expect(span.status == SpanStatus(code: .error, message: "the gateway is down"))
        #expect(span.errors.map { "\($0.error)" } == ["outside-unavailable: the gateway is down"])
    }

    @Test("an error that may name a person is not quoted") func personal() async throws {
        await #expect(throws: Unreachable.self) {
            try await TraceCalls(tracer: tracer).call { throw Unreachable() }
        }
        let span = try finished()
        #expect(text(span.attributes)["error.type"] == "ChoreographyTests.Unreachable")
        #expect(span.errors.count == 1)
        #expect(!"\(span.errors) \(String(describing: span.status))".contains("zoe"))
    }
}
