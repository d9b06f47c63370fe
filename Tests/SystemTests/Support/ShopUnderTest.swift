import Choreography
import Foundation
import GRDB
import Logging
import RabbitMQ
import ShopEvents
import ShopSystem
import Synchronization
import Testing

let quietLogger = Logger(label: "system-tests") { _ in SwiftLogNoOpLogHandler() }

/// A running shop with all its events, and the customer's, carrier's and warehouse's hands.
final class ShopUnderTest: Sendable {
    let system: RunningSystem
    private let ears: Mutex<Ears>
    let directory: String

    private struct Ears: Sendable {
        let chronicle: Chronicle
        let reader: HistoryReader

        func close() async {
            await chronicle.close()
            await reader.close()
        }
    }

    private init(system: RunningSystem, ears: Ears, directory: String) {
        self.system = system
        self.ears = Mutex(ears)
        self.directory = directory
    }

    private var chronicle: Chronicle { ears.withLock(\.chronicle) }

    /// The folder of the test bundle is that of the executables.
    static var executables: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path
    }

    /// Every password of the shop begins so: wherever this is seen, a password is.
    static let passwordMark = "Geheim-4711-"

    static func open(
        deadline: Duration?, broker: SystemConfiguration.Broker = .ours,
        environment: (_ directory: String) -> [String: [String: String]] = { _ in [:] }
    ) async throws -> ShopUnderTest {
        let directory = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID().uuidString)")
            .path
        let system = RunningSystem(
            SystemConfiguration(
                directory: directory, executables: executables, broker: broker, deadline: deadline,
                refusedCountries: ["AQ"],
                passwords: RunningSystem.users.reduce(into: [:]) { $0[$1] = passwordMark + $1 },
                environment: environment(directory)),
            logger: quietLogger)
        try keepAdministratorPassword(in: directory)
        // As somebody who runs `choreo up` has it: no child of ours may inherit it.
        setenv("CHOREO_PASSWORD_OPERATOR", passwordMark + "operator", 1)
        try await system.start()
        do {
            return ShopUnderTest(system: system, ears: try await listen(to: system), directory: directory)
        } catch {
            await system.stop()
            throw error
        }
    }

    /// As if the shop had run in the directory before.
    private static func keepAdministratorPassword(in directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let made = FileManager.default.createFile(
            atPath: "\(directory)/administrator.password",
            contents: Data((passwordMark + RunningSystem.administrator).utf8),
            attributes: [.posixPermissions: 0o600])
        try #require(made)
    }

    private static func listen(to system: RunningSystem) async throws -> Ears {
        let access = try await system.access
        let user = try #require(access.configuration(for: Topology.operatorUser))
        let reader = try await HistoryReader(user, from: .first, logger: quietLogger)
        let chronicle = Chronicle()
        await chronicle.listen { try await reader.nextBatch() }
        return Ears(chronicle: chronicle, reader: reader)
    }

    /// Reads the history anew, after the broker was away.
    func listenAgain() async throws {
        var listening: Ears?
        try await waitUntil("the history can be read again", timeout: .seconds(60)) {
            do {
                listening = try await Self.listen(to: system)
                return true
            } catch let error as AMQPError where error.isTransient {
                return false
            }
        }
        let new = try #require(listening)
        let old = ears.withLock { ears in
            defer { ears = new }
            return ears
        }
        await old.close()
    }

    func close() async {
        await ears.withLock(\.self).close()
        await system.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    // MARK: what people do

    /// A customer orders; returns the order.
    func order(
        _ sku: String = "product_3", quantity: Int = 1, price: Int64 = 1000, token: String = "tok_visa",
        country: String = "DE", currency: String = "EUR", id: OrderID = .random, messageID: String? = nil
    ) async throws -> OrderID {
        let body = """
            {"order_id":"\(id)","customer":{"id":"c-1","name":"Zoë Müller","email":"zoe@example.com"},\
            "lines":[{"sku":"\(sku)","quantity":\(quantity),"unit_price":\(price)}],"currency":"\(currency)",\
            "payment_token":"\(token)","shipping_address":{"name":"Zoë Müller","street":"Hauptstr. 1",\
            "city":"Berlin","postal_code":"10115","country":"\(country)"}}
            """
        try await plain("order.requested", body, as: "storefront", messageID: messageID ?? UUID().uuidString)
        return id
    }

    func cancel(_ order: OrderID) async throws {
        try await say(OrderCancelRequested(orderID: order, reason: "changed my mind"))
    }

    /// Any client's message: no header, no type, no correlation id; a body, a message id and a routing key.
    func plain(
        _ type: String, _ body: String, as user: String, messageID: String?, headers: FieldTable = [:]
    ) async throws {
        let message = Message(
            exchange: Topology.eventsExchange, routingKey: type,
            properties: BasicProperties(headers: headers, deliveryMode: .persistent, messageID: messageID),
            body: Array(body.utf8))
        // Repeated when a connection was lost, as a careful client would; the message id makes it harmless.
        try await waitUntil("\(type) is confirmed", timeout: .seconds(60)) {
            do {
                return try await system.publish([message], as: user) == [.confirmed]
            } catch let error as AMQPError where error.isTransient {
                return false
            }
        }
    }

    func say(_ event: some Event, messageID: String = UUID().uuidString) async throws {
        #expect(try await system.publish(event, messageID: messageID) == .confirmed)
    }

    // MARK: what can be seen

    func wait(for type: EventType, of order: OrderID, timeout: Duration = .seconds(30)) async throws {
        try await chronicle.wait(for: type, of: order.text, timeout: timeout)
    }

    /// The types that were said about an order by participants, in the order of the history.
    func said(about order: OrderID) async -> [String] {
        let outside = Set(Score.shop.outside.flatMap { $0.says.map { $0.type.rawValue } })
        // What was published again under the same message id was still said once.
        var seen: Set<String?> = []
        return await chronicle.events(of: order.text)
            .filter { !outside.contains($0.type) && seen.insert($0.messageID).inserted }.map(\.type)
    }

    func events(of order: OrderID) async -> [HistoryEvent] { await chronicle.events(of: order.text) }

    func allEvents() async -> [HistoryEvent] { await chronicle.events }

    /// The bodies of one kind of event about an order.
    func bodies(_ type: EventType, of order: OrderID) async -> [[String: any Sendable]] {
        await events(of: order).filter { $0.type == type.rawValue }.compactMap {
            (try? JSONSerialization.jsonObject(with: Data($0.body))) as? [String: any Sendable]
        }
    }

    func path(of worker: String) -> String { "\(directory)/data/\(worker)/\(worker).sqlite" }

    /// Reads a participant's database, as an operator with `sqlite3 -readonly` would.
    func rows<Value: DatabaseValueConvertible & Sendable>(
        _ worker: String, _ sql: String, _ arguments: String...
    ) async throws -> [Value] {
        var configuration = Configuration()
        configuration.readonly = true
        return try await DatabaseQueue(path: path(of: worker), configuration: configuration).read { db in
            try Value.fetchAll(db, sql: sql, arguments: StatementArguments(arguments))
        }
    }

    func status(of order: OrderID) async throws -> String? {
        let found: [String] = try await rows(
            "order", "SELECT status FROM orders WHERE order_id = ?", order.text)
        return found.first
    }

    /// Waits until the order has this status.
    func wait(until status: String, of order: OrderID, timeout: Duration = .seconds(30)) async throws {
        try await waitUntil("order \(order) is \(status)", timeout: timeout) {
            try await self.status(of: order) == status
        }
    }

    /// The kinds of mail sent about an order.
    func mails(about order: OrderID) async throws -> Set<String> {
        Set(
            try await rows(
                "email", "SELECT kind FROM mails WHERE order_id = ? AND status = 'sent'", order.text))
    }

    func waitForMails(_ kinds: Set<String>, about order: OrderID) async throws {
        try await waitUntil("the mails about \(order) are \(kinds)") {
            try await mails(about: order) == kinds
        }
    }

    /// The dead letters of a participant. Returns when the queue has them back, which it has only some time
    /// after the desk was closed.
    func deadLetters(of participant: String) async throws -> [DeadLetterEntry] {
        let access = try await system.access
        let user = try #require(access.configuration(for: Topology.operatorUser))
        let desk = try await DeadLetterDesk(user, logger: quietLogger)
        let letters = try await desk.read(participants: [participant])
        await desk.close()
        let connection = try await Connection.open(user, logger: quietLogger)
        let queue = Topology.deadLetterQueue(of: participant)
        try await waitUntil("the dead letters are back") {
            try await connection.declareQueue(queue, passive: true).messages >= letters.count
        }
        await connection.close()
        return letters
    }

    /// A dead letter of a participant, once it is there.
    func deadLetter(of participant: String, where matches: (DeadLetterEntry) -> Bool) async throws
        -> DeadLetterEntry
    {
        var found: DeadLetterEntry?
        try await waitUntil("the dead letter is there", timeout: .seconds(30)) {
            found = try await deadLetters(of: participant).first(where: matches)
            return found != nil
        }
        return try #require(found)
    }
}

extension OrderID {
    static var random: OrderID { OrderID(UUID().uuidString) ?? .example }
}
