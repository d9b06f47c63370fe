import Choreography
import ChoreographyTesting
import Foundation
import InMemoryTracing
import RabbitMQ
import Testing
import Tracing

@Suite("What a worker traces", .timeLimit(.minutes(2))) struct TracesTests {
    static let trace = "0af7651916cd43dd8448eb211c80319c"
    static let parent = "00-\(trace)-b7ad6b7169203331-01"
    let tracer = W3CTracer()

    private func span(_ name: String) throws -> FinishedInMemorySpan {
        let found = tracer.memory.finishedSpans.filter { $0.operationName == name }
        #expect(found.count == 1, "\(tracer.memory.finishedSpans.map(\.operationName))")
        return try #require(found.first)
    }

    private func text(_ key: String, of span: FinishedInMemorySpan) -> String? {
        switch span.attributes.get(key) {
        case .string(let text): text
        case .int64(let number): "\(number)"
        default: nil
        }
    }

    @Test("process continues the delivery's trace, send is its child, and what goes out names send")
    func chain() async throws {
        let bench = try Bench()
        try await bench.withBaker(telemetry: Telemetry(tracer: tracer)) { worker in
            await bench.send(
                #"{"order":"o-1","loaves":2}"#, id: "m-1", headers: ["traceparent": .string(Self.parent)])
            try await bench.settled(worker)
        }
        let process = try span("process events:window.ordered:baker")
        #expect(process.kind == .consumer)
        #expect(process.traceID == Self.trace)
        #expect(process.parentSpanID == "b7ad6b7169203331")
        #expect(text("messaging.system", of: process) == "rabbitmq")
        #expect(text("messaging.operation.name", of: process) == "process")
        #expect(text("messaging.operation.type", of: process) == "process")
        #expect(text("messaging.destination.name", of: process) == "events:window.ordered:baker")
        #expect(text("messaging.message.id", of: process) == "m-1")
        #expect(text("messaging.message.conversation_id", of: process) == "o-1")
        #expect(text("messaging.message.body.size", of: process) == "26")
        #expect(text("outcome", of: process) == "applied")
        #expect(process.status == nil)

        let send = try span("send events:baker.baked")
        #expect(send.kind == .producer)
        #expect(send.traceID == Self.trace)
        #expect(send.parentSpanID == process.spanID)
        #expect(text("messaging.rabbitmq.destination.routing_key", of: send) == "baker.baked")
        let said = try #require(await bench.said("baker.baked").first)
        let header = said.properties.headers["traceparent"]?.string
        #expect(header == "00-\(Self.trace)-\(send.spanID)-01")
        #expect(tracer.memory.activeSpans.isEmpty)
    }

    @Test("a message without a trace begins one; without a tracer the trace goes through untouched")
    func edges() async throws {
        let bench = try Bench()
        try await bench.withBaker(telemetry: Telemetry(tracer: tracer)) { worker in
            await bench.order("o-1")
            try await bench.settled(worker)
        }
        let process = try span("process events:window.ordered:baker")
        #expect(process.parentSpanID == nil)
        #expect(try span("send events:baker.baked").traceID == process.traceID)
        try await bench.withBaker { worker in
            await bench.send(
                #"{"order":"o-2","loaves":2}"#, headers: ["traceparent": .string(Self.parent)])
            try await bench.settled(worker)
        }
        #expect(
            await bench.said("baker.baked").last?.properties.headers["traceparent"]?.string == Self.parent)
    }

    @Test("a failure is an error of its span, a dead letter keeps the headers that it came with")
    func failure() async throws {
        let bench = try Bench()
        try await bench.withBaker(telemetry: Telemetry(tracer: tracer)) { worker in
            await bench.send(
                #"{"order":"o-1","loaves":0}"#, headers: ["traceparent": .string(Self.parent)])
            let letter = try #require(try await bench.deadLetters().first)
            #expect(letter.properties.headers["traceparent"]?.string == Self.parent)
            try await bench.settled(worker)
        }
        let process = try span("process events:window.ordered:baker")
        #expect(process.traceID == Self.trace)
        #expect(process.status?.code == .error)
        #expect(text("error.type", of: process) == "invalid-value")
        #expect(text("outcome", of: process) == "dead")
        #expect(try span("send dead-letters:baker").traceID == Self.trace)
    }

    @Test("a timer that goes off much later is part of the trace that set it") func timer() async throws {
        let bench = try Bench()
        try await bench.withBaker(Baker(oven: nil, staleAfter: 0), telemetry: Telemetry(tracer: tracer)) {
            worker in
            await bench.send(
                #"{"order":"o-1","loaves":1}"#, headers: ["traceparent": .string(Self.parent)])
            try await until("the timer went off") { await !bench.said("baker.stale").isEmpty }
            try await bench.settled(worker)
        }
        let stale = try span("process timer.stale")
        #expect(stale.traceID == Self.trace)
        #expect(stale.parentSpanID == (try span("process events:window.ordered:baker")).spanID)
        #expect(try span("send events:baker.stale").parentSpanID == stale.spanID)
    }
}
