import Choreography
public import ChoreographyTesting
import Email
public import Foundation
import Inventory
import Order
import Payment
import Shipping
import ShopEvents

/// The shop's five workers in a ``ChoreographyTesting/Simulation``: orders of every story, with everything going
/// wrong; then an operator replays what has died, and the shop is judged as `choreo verify` judges a real one, and held
/// against what bank, carrier and mail system remember.
public struct ShopSimulation: Sendable {
    private let seed: UInt64
    private let plan: ChaosPlan
    private let faults: SimulationFaults
    private let folder: URL

    /// - Parameters:
    ///   - seed: decides on everything that is left to chance.
    ///   - folder: for the databases; must exist.
    public init(seed: UInt64, orders: Int, faults: SimulationFaults = .usual, in folder: URL) {
        self.seed = seed
        plan = ChaosPlan(seed: seed, orders: orders, faults: 0)
        self.faults = faults
        self.folder = folder
    }

    /// Runs and judges it.
    public func run() async throws -> ShopSimulationReport {
        let (outside, script) = (SimulatedOutside(), SimulationScript(plan))
        let stock = try InitialStock(plan.stock)
        let simulation = Simulation(.shop, seed: seed, faults: faults, in: folder)
        let report = try await simulation.run { name, world in
            try Self.participant(name, stock, outside, world)
        } acts: { stage in
            try await script.perform(on: stage)
        }
        return try await SimulationJudge(plan: plan, outside: outside, script: script).judge(report)
    }

    private static func participant(
        _ name: String, _ stock: InitialStock, _ outside: SimulatedOutside, _ world: SimulationWorld
    ) throws -> any Participant {
        switch name {
        case "order": OrderParticipant()
        case "payment":
            PaymentParticipant(
                gateway: SimulationBank(outside: outside, world: world),
                through: .paymentGateway(clock: world.clock))
        case "inventory": InventoryParticipant(initialStock: stock)
        case "shipping":
            ShippingParticipant(
                carrier: SimulationCarrier(outside: outside, world: world),
                through: .carrier(clock: world.clock))
        default:
            EmailParticipant(
                mailer: SimulationPost(outside: outside, world: world),
                sender: Sender(Mailbox(name: "The shop", address: "shop@localhost")),
                through: .mailServer(clock: world.clock))
        }
    }
}

/// What became of a ``ShopSimulation``.
public struct ShopSimulationReport: Sendable, Encodable {
    /// How it ran.
    public let simulation: SimulationReport
    /// How many orders were asked for.
    public let orders: Int
    /// Where they stand at the end.
    public let byStatus: [String: Int]
    /// How many dead letters the operator has replayed.
    public let replayed: Int
    /// Everything that is not as promised; empty when all is well.
    public let findings: [String]
}
