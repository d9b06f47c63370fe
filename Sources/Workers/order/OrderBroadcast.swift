import Choreography
import Foundation
import Order
import ShopEvents
import WorkerApplication

/// Tells one listener what happens to an order.
struct OrderBroadcast: Sendable {
    let order: OrderID
    let desk: OrderDesk
    let watch: StreamWatch

    /// Sends what happened after the first `since` facts and what happens from now on; returns when the order is
    /// at rest.
    func send(since: Int, to stream: EventStream) async throws {
        var version = since
        for await _ in watch.changes(of: order.text) {
            let steps = try await desk.queries.ask(
                FindSteps(order: order, since: version), correlationID: order.text)
            for step in steps {
                let data = try JSONEncoder.canonical.encode(step)
                try await stream.send(
                    ServerSentEvent(
                        id: String(step.version), name: step.type, data: String(decoding: data, as: UTF8.self)
                    ))
                version = step.version
            }
            if try await isAtRest(steps.last) { return }
        }
    }

    /// Somebody who has heard all and comes again must not wait for what may never come.
    private func isAtRest(_ last: OrderStep?) async throws -> Bool {
        if let last { return last.isAtRest }
        let all = try await desk.queries.ask(FindSteps(order: order, since: 0), correlationID: order.text)
        return all.last?.isAtRest ?? true
    }
}
