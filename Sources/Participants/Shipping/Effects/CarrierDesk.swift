import Choreography
import ShopEvents

/// Puts the rules' questions to the carrier, each under a key made of the order and the intent.
struct CarrierDesk: Sendable {
    let carrier: any Carrier

    /// - Parameter key: the idempotency key of an intent.
    func ask(
        _ question: ShippingRules.Question, about order: OrderID, key: (_ intent: String) -> String
    ) async throws -> ShippingRules.Answer {
        let (book, cancel) = (key("book"), key("cancel"))
        return try await translatingTrouble {
            switch question {
            case .book(let address):
                switch try await carrier.book(order, to: address, idempotencyKey: book) {
                case .booked(let trackingNumber): .booked(trackingNumber: trackingNumber)
                case .refused(let reason): .refused(reason: reason)
                }
            case .cancel(let trackingNumber):
                switch try await carrier.cancel(order, trackingNumber: trackingNumber, idempotencyKey: cancel)
                {
                case .cancelled: .cancelled
                case .tooLate: .tooLate
                }
            case .withdraw: try await withdraw(order, bookingKey: book)
            }
        }
    }

    /// Under the key of the booking, which may come later still: its event can be delivered again after a crash.
    private func withdraw(_ order: OrderID, bookingKey: String) async throws -> ShippingRules.Answer {
        switch try await carrier.cancel(order, trackingNumber: nil, idempotencyKey: bookingKey) {
        case .cancelled: .cancelled
        case .tooLate:
            throw Failure.permanent(
                "unknown-parcel",
                "the carrier has a parcel of this order whose booking was never recorded; replay what booked it"
            )
        }
    }

    /// What is not a ``Failure`` counts as trouble that passes. Its text stays here: it may name a person.
    private func translatingTrouble<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let failure as Failure {
            throw failure
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            throw Failure.transient(.outsideUnavailable, "the carrier could not be asked: \(type(of: error))")
        }
    }
}
