import ArgumentParser
import Foundation
import RabbitMQ
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct VerifyCommandTests {
    private let figures = Figures(
        requested: 3, accepted: 2, rejected: 1, lost: 0, duplicated: 0,
        orders: ["confirmed": 2, "rejected": 1],
        confirmedTotals: [.init(currency: "EUR", count: 2, amount: 2500)],
        charges: [.init(currency: "EUR", count: 2, amount: 2500)], refunds: [],
        stock: [.init(sku: "product_1", initial: 5, received: 1, onHand: 4, reserved: 2, shipped: 0)],
        reservations: [:], shipments: [:], mails: ["received": 2], mailFiles: 2,
        deadLetters: [.init(participant: "order", reason: "not-json", count: 1)],
        events: ["order.placed": 2], repeated: 1,
        backlog: [.init(participant: "order", queue: 0, outbox: 0, parked: 4, retries: 0)])

    private func report(moving: [Movement] = [], _ violations: [Violation] = []) -> VerificationReport {
        VerificationReport(
            Verification(figures: figures, moving: moving, violations: violations), hasBroker: true)
    }

    private func verdict(_ report: VerificationReport) -> Substring? {
        report.text(on: Terminal(-1)).split(separator: "\n").last
    }

    @Test func `A sound shop ends with one good word and no exit code`() {
        #expect(verdict(report()) == "SOUND: at rest, and every invariant holds")
        #expect(report().exitCode == nil)
    }

    @Test func `The figures are told in short`() {
        let lines = report().text(on: Terminal(-1)).split(separator: "\n")
        #expect(lines.contains("orders            2 confirmed, 1 rejected"))
        #expect(lines.contains("charged           2, 25.00 EUR"))
        #expect(lines.contains("refunded          none"))
        #expect(lines.contains("dead letters      1 order not-json"))
        #expect(lines.contains("refused events    4 of order"))
    }

    @Test func `A violation names its orders, the first of them, and ends with 1`() {
        let orders = (1...7).map { "order-\($0)" }
        let movement = Movement(kind: .outbox, participant: "order", count: 2)
        let broken = Violation(invariant: 3, orders: orders, message: "was \u{1B}[31m charged twice")
        let text = report([broken]).text(on: Terminal(-1))
        #expect(
            text.contains("order-1, order-2, order-3, order-4, order-5 and 2 more\n")
                && !text.contains("order-6"))
        #expect(!text.contains("\u{1B}"), "nothing from outside steers the terminal")
        #expect(verdict(report([broken])) == "VIOLATED: at rest, with 1 violation about 7 orders")
        #expect(report([broken]).exitCode == .failed)
        #expect(report(moving: [movement], [broken]).exitCode == .failed)
    }

    @Test func `What still moves is no violation, and ends with 75`() {
        let moving = report(moving: [Movement(kind: .messages, participant: "payment", count: 3)])
        #expect(verdict(moving) == "NOT AT REST: 3 messages at payment")
        #expect(moving.exitCode == .temporary)
    }

    @Test func `A running shop tells where everything is`() throws {
        try withShop { directory in
            let connection = try ConnectionOptions.parse(["--directory", directory])
            let sources = try VerifySources(
                data: nil, filesOnly: false, connection: connection, environment: [:])
            #expect(sources.folders["order"] == "/elsewhere/order")
            #expect(
                sources.access?.username == "operator" && sources.managementURL == "http://a:b@127.0.0.1:2")
            #expect(sources.mails == [], "no folder, no mails")
        }
    }

    @Test func `Without a running shop only its files can be looked at`() throws {
        let connection = try ConnectionOptions.parse(["--directory", "/nowhere"])
        let error = #expect(throws: SystemError.self) {
            try VerifySources(data: nil, filesOnly: false, connection: connection, environment: [:])
        }
        #expect(error?.message.contains("--files-only") == true)
        let files = try VerifySources(data: nil, filesOnly: true, connection: connection, environment: [:])
        #expect(files.folders["email"] == "/nowhere/data/email" && files.access == nil)
        let given = try VerifySources(data: "/d", filesOnly: true, connection: connection, environment: [:])
        #expect(given.folders["email"] == "/d/email")
    }

    @Test func `Mails are looked for in a folder and in a file`() throws {
        let data = NSTemporaryDirectory() + "verify-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: data) }
        try FileManager.default.createDirectory(atPath: "\(data)/email", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: "\(data)/email/mail.mbox"))
        let connection = try ConnectionOptions.parse(["--directory", "/nowhere"])
        let sources = try VerifySources(data: data, filesOnly: true, connection: connection, environment: [:])
        #expect(sources.mails == ["\(data)/email/mail.mbox"])
    }

    private func withShop(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "verify-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let workers = RunningSystem.workers.map { name in
            (name, RunRecord.Worker(pid: 1, data: "/elsewhere/\(name)", http: "http://127.0.0.1:3"))
        }
        try RunRecord(
            amqp: ["operator": "amqp://operator:p@127.0.0.1:1/shop"], management: "http://a:b@127.0.0.1:2",
            workers: Dictionary(uniqueKeysWithValues: workers)
        ).write(in: directory)
        try body(directory)
    }
}
