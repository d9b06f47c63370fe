import Choreography
import ChoreographyTesting
import Foundation
import Payment
import ShopEvents
import Testing

@testable import PaymentWorker
@testable import WorkerApplication

@Suite("The payment's HTTP door, with a worker at work", .timeLimit(.minutes(1)))
struct PaymentRoutesTests {
    @Test("a payment, once something has become of it")
    func read() async throws {
        try await WorkerAtWork.with(PaymentParticipant(gateway: SimulatedGateway())) { context in
            PaymentRoutes(queries: PaymentQueries(context.store)).endpoints
        } _: { worker in
            let placed = OrderPlaced.example
            let path = "/payments/\(placed.orderID.text)"
            #expect(try await worker.ask(path).status == 404)
            #expect(try await worker.ask("/payments/17").problem?.errors?.first?.reason == "must be a UUID")
            try await worker.say(placed, by: "order")
            var answer = try await worker.ask(path)
            while answer.status == 404 {
                try await Task.sleep(for: .milliseconds(5))
                answer = try await worker.ask(path)
            }
            let payment = try answer.json(PaymentRecord.self)
            #expect(payment.status == .charged)
            #expect(payment.amount == placed.money.amount)
            #expect(payment.currency == placed.money.currency.code)
            #expect(payment.refundID == nil && payment.reason == nil)
            #expect(
                try await worker.ask(path.uppercased().replacing("PAYMENTS", with: "payments")).status == 200)
        }
    }
}
