import Choreography
import Foundation
import GRDB
import RabbitMQ
import ShopEvents
import Testing

@testable import ShopSystem

/// How a day is damaged, and judged.
extension World {
    /// Writes into a participant's database what no worker would.
    func damage(_ participant: String, _ sql: String, _ arguments: StatementArguments = []) throws {
        let database = try DatabaseQueue(path: database(of: participant))
        try database.write { db in
            try db.execute(
                sql: """
                    PRAGMA ignore_check_constraints = 1;
                    DROP TRIGGER IF EXISTS events_are_not_changed;
                    DROP TRIGGER IF EXISTS events_are_not_deleted;
                    """)
            try db.execute(sql: sql, arguments: arguments)
            #expect(db.changesCount > 0, "the damage hits something")
        }
        try database.close()
    }

    /// The place of an event in the history.
    func index(of type: EventType, of role: Role) throws -> Int {
        try #require(
            history.firstIndex {
                $0.routingKey == type.rawValue && HistoryEvent($0).orderID == orders[role]?.text
            }, "\(type) of \(role)")
    }

    /// A message id as the inbox has it.
    func key(of type: EventType, of role: Role) throws -> MessageKey {
        MessageKey(try #require(history[index(of: type, of: role)].properties.messageID))
    }

    /// Says a message of the history again under another id, and everybody hears it.
    mutating func sayAnew(
        _ type: EventType, of role: Role, as other: EventType? = nil, about order: Role? = nil
    ) throws {
        var message = history[try index(of: type, of: role)]
        let id = UUID().uuidString.lowercased()
        message.properties.messageID = id
        if let order {
            let text = String(decoding: message.body, as: UTF8.self)
            message.body = Array(text.replacing(self.id(role), with: self.id(order)).utf8)
        }
        message.routingKey = (other ?? type).rawValue
        history.append(message)
        try heardByAll(message)
    }

    /// Puts a message into the inbox of whoever hears it.
    func heardByAll(_ message: Message) throws {
        for part in Score.shop.parts
        where part.hears.contains(where: { $0.type.rawValue == message.routingKey }) {
            try damage(
                part.name, "INSERT OR REPLACE INTO inbox VALUES (?, ?, 0)",
                [MessageKey(message.properties.messageID ?? ""), contentHash(message.body)])
        }
    }

    /// The file of a mail.
    func mailFile(_ kind: String, of role: Role) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(maildir)/new")
        return "\(maildir)/new/" + (try #require(names.first { $0.hasPrefix("\(kind).\(id(role))@") }))
    }

    /// All mails of the folder, each as it stands in an mbox file.
    func mbox() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(maildir)/new").map { name in
            let mail = try String(contentsOf: URL(filePath: "\(maildir)/new/\(name)"), encoding: .utf8)
            return "From shop@localhost Sat Nov 21 05:10:03 2026\n\(mail)\n"
        }
    }

    /// Judges the day by databases, mails, history and dead letters.
    ///
    /// - Parameter mails: a folder or a file; nil: the maildir.
    func verification(mails: String? = nil) async throws -> Verification {
        let books = try await Books.open(dataFolders)
        let stamps = try await books.stamps()
        try await books.expectBroker(cutoff: nil)
        try await books.enter(depths: [:])
        // In batches, as they come from a broker.
        for start in stride(from: 0, to: history.count, by: 10) {
            try await books.enter(history[start...].prefix(10).map { HistoryEvent($0) })
        }
        try await books.enter(letters)
        try await books.enterMails(in: mails ?? maildir)
        let verification = try await books.verification(since: stamps)
        try books.close()
        return verification
    }
}

extension Message {
    /// As a queue hands it out.
    var delivered: Delivery {
        Delivery(
            tag: 1, redelivered: false, exchange: exchange, routingKey: routingKey, properties: properties,
            body: body)
    }
}
