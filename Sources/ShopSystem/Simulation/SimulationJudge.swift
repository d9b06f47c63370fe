import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import ShopEvents

/// Judges a simulated shop by what it left behind.
struct SimulationJudge: Sendable {
    let plan: ChaosPlan
    let outside: SimulatedOutside
    let script: SimulationScript

    func judge(_ report: SimulationReport) async throws -> ShopSimulationReport {
        let folders = report.databases.mapValues { URL(filePath: $0).deletingLastPathComponent().path }
        let books = try await Books.open(folders)
        defer { try? books.close() }
        try await books.expectBroker(cutoff: nil)
        try await books.enter(script.history.map(HistoryEvent.init))
        try await books.enter(script.letters)
        try await books.enterMails(outside.mails)
        let verification = try await books.verification(at: .distantPast)
        let ends = try await books.look(OrderStandings.all)
        let violations =
            verification.violations + plan.unplanned(ends)
            + plan.otherDeliveries(than: verification.figures.stock)
        var findings = violations.map { violation in
            "invariant \(violation.invariant): \(violation.message)"
                + (violation.orders.first.map { " (\(violation.orders.count) orders, as \($0))" } ?? "")
        }
        findings += try await books.look(memories)
        findings += outside.objections
        findings += script.letters.filter { !script.isGarbage($0) }.map {
            "a dead letter of \($0.participant), \($0.type): \($0.exceptionType), \($0.exceptionMessage)"
        }
        if let unrest = script.unrest { findings.append(unrest) }
        if report.strays > 0 {
            findings.append("\(report.strays) jobs came from outside: the run cannot be had again")
        }
        return ShopSimulationReport(
            simulation: report, orders: plan.orders.count,
            byStatus: ends.values.reduce(into: [:]) { $0[$1.status, default: 0] += 1 },
            replayed: script.replayed, findings: findings)
    }

    /// Where bank and carrier remember it otherwise than payment and shipping.
    private func memories(_ db: Database) throws -> [String] {
        let charges = try String.fetchSet(
            db, sql: "SELECT charge_id FROM payment.payments WHERE status = 'charged'")
        let refunds = try String.fetchSet(
            db, sql: "SELECT refund_id FROM payment.payments WHERE status = 'refunded'")
        let parcels = try String.fetchSet(
            db,
            sql: """
                SELECT order_id FROM shipping.shipments
                WHERE status IN ('scheduled', 'dispatched', 'delivered')
                """)
        return [
            ("charges", outside.charges, charges), ("refunds", outside.refunds, refunds),
            ("parcels", outside.parcels, parcels),
        ].flatMap { what, theirs, ours in
            [
                (theirs.subtracting(ours), "the outside has \(what) that the books do not know"),
                (ours.subtracting(theirs), "the books have \(what) that the outside does not know"),
            ].compactMap { names, words in
                names.min().map { "\(words): \(names.count), as \($0)" }
            }
        }
    }
}
