import Choreography
import ChoreographyTesting
import Email
import Payment
import Shipping
import ShopEvents
import Synchronization

/// The shop's payment provider, carrier and mail system in a simulation: they remember what they have done, as real
/// ones do, and each call may be slow, fail, or lose its answer.
final class SimulatedOutside: Sendable {
    fileprivate struct Memory {
        var charges: [String: String] = [:]
        var voided: Set<String> = []
        var refunds: [String: String] = [:]
        var carrierKeys: Set<String> = []
        var withdrawn: Set<String> = []
        var parcels: Set<String> = []
        var mails: Set<String> = []
        var objections: Set<String> = []
    }

    private let state = Mutex(Memory())

    /// What the provider has taken and not given back, by the names of the charges.
    var charges: Set<String> { state.withLock { Set($0.charges.values).subtracting($0.refunds.keys) } }

    /// The refunds, by their names.
    var refunds: Set<String> { state.withLock { Set($0.refunds.values) } }

    /// Orders whose parcel the carrier has booked and not called off.
    var parcels: Set<String> { state.withLock(\.parcels) }

    /// Message-IDs, without their brackets. The same mail twice is one mail.
    var mails: [String] { state.withLock { $0.mails.sorted() } }

    /// What nobody should have asked for.
    var objections: [String] { state.withLock { $0.objections.sorted() } }

    fileprivate func change<Value>(_ body: (inout Memory) -> Value) -> Value {
        state.withLock { state in body(&state) }
    }
}

/// Takes money once for each key.
struct SimulationBank: PaymentGateway {
    let outside: SimulatedOutside
    let world: SimulationWorld
    private let rules = SimulatedGateway()

    init(outside: SimulatedOutside, world: SimulationWorld) { (self.outside, self.world) = (outside, world) }

    func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer {
        try await world.ask {
            let answer = try await rules.charge(token: token, money: money, idempotencyKey: idempotencyKey)
            guard case .approved(let id) = answer else { return answer }
            return outside.change { memory in
                guard !memory.voided.contains(idempotencyKey) else { return .declined("it was voided") }
                memory.charges[idempotencyKey] = id
                return answer
            }
        }
    }

    func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String {
        try await world.ask {
            let id = try await rules.refund(chargeID: chargeID, money: money, idempotencyKey: idempotencyKey)
            outside.change { memory in
                if !memory.charges.values.contains(chargeID) {
                    memory.objections.insert("a refund of \(chargeID), which was never charged")
                } else if memory.refunds[chargeID, default: id] != id {
                    memory.objections.insert("two refunds of \(chargeID)")
                }
                memory.refunds[chargeID] = id
            }
            return id
        }
    }

    func void(chargeIdempotencyKey: String) async throws {
        try await world.ask {
            outside.change { memory in
                memory.voided.insert(chargeIdempotencyKey)
                memory.charges[chargeIdempotencyKey] = nil
            }
        }
    }
}

/// Comes for one parcel of each order. What it is asked again under the same key it answers as the first time, and does
/// nothing.
struct SimulationCarrier: Carrier {
    let outside: SimulatedOutside
    let world: SimulationWorld
    private let rules = SimulatedCarrier(refusedCountries: [ChaosGoods.refusedCountry])

    init(outside: SimulatedOutside, world: SimulationWorld) { (self.outside, self.world) = (outside, world) }

    func book(_ order: OrderID, to address: ShippingAddress, idempotencyKey: String) async throws -> Booking {
        try await world.ask {
            let booking = await rules.book(order, to: address, idempotencyKey: idempotencyKey)
            return outside.change { memory in
                guard !memory.withdrawn.contains(idempotencyKey) else {
                    return .refused(reason: "it was called off before")
                }
                if memory.carrierKeys.insert(idempotencyKey).inserted, case .booked = booking {
                    memory.parcels.insert(order.text)
                }
                return booking
            }
        }
    }

    func cancel(
        _ order: OrderID, trackingNumber: String?, idempotencyKey: String
    ) async throws -> Cancellation {
        try await world.ask {
            outside.change { memory in
                if trackingNumber == nil {
                    memory.withdrawn.insert(idempotencyKey)
                } else {
                    guard memory.carrierKeys.insert(idempotencyKey).inserted else { return }
                }
                memory.parcels.remove(order.text)
            }
            return .cancelled
        }
    }
}

/// Takes every mail; one that comes again under the same Message-ID is the same mail.
struct SimulationPost: Mailer {
    let outside: SimulatedOutside
    let world: SimulationWorld

    func send(_ mail: Mail) async throws(MailError) {
        do {
            try await world.ask {
                outside.change { memory in
                    _ = memory.mails.insert(String(mail.messageID.dropFirst().dropLast()))
                }
            }
        } catch {
            throw MailError(
                code: .connection, message: "the mail system does not answer", isTransient: true)
        }
    }
}
