import Foundation
public import Logging
public import RabbitMQ

/// Judges a shop by what it left behind: every invariant of `choreography.md`, checked on the five databases
/// and on what the broker holds.
///
/// Everything is only looked at. The databases are opened read-only, whether their workers run, have stopped
/// or were killed; no worker waits for it, and the dead letters go back to their places.
public struct Verifier: Sendable {
    private let dataFolders: [String: String]
    private let mails: [String]
    private let broker: BrokerView?
    private let retention: Duration?

    /// - Parameters:
    ///   - dataFolders: each participant's data folder, with `<participant>.sqlite` in it.
    ///   - mails: the maildir folders and mbox files into which mails are written; none where they go to a server.
    ///   - access: the broker, as the operator logs in; nil to look at the files only.
    ///   - managementURL: the management API with credentials, which alone tells of deliveries that a worker
    ///     has in its hands; nil to do without.
    ///   - retention: how long inboxes remember; older events of the history are not looked for in them. nil:
    ///     for ever.
    public init(
        dataFolders: [String: String], mails: [String] = [], access: ConnectionConfiguration?,
        managementURL: String? = nil, retention: Duration? = nil, logger: Logger
    ) {
        self.dataFolders = dataFolders
        self.mails = mails
        self.retention = retention
        broker = access.map { BrokerView(configuration: $0, managementURL: managementURL, logger: logger) }
    }

    /// Reads everything and checks it.
    ///
    /// - Parameter onProgress: called with what is done now.
    /// - Throws: ``SystemError`` with ``SystemError/Code/unreadableDatabase`` for a file that cannot be read,
    ///   the errors of broker and management.
    public func verify(
        onProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Verification {
        let books = try await Books.open(dataFolders)
        do {
            let verification = try await verify(books, onProgress)
            try books.close()
            return verification
        } catch {
            try? books.close()
            throw error
        }
    }

    /// Waits until nothing moves, seen twice a second apart.
    ///
    /// - Returns: false when the time is over and something still moves.
    public func waitForRest(
        atMost limit: Duration, onProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        var calm = 0
        while true {
            let movements = try await movements()
            calm = movements.isEmpty ? calm + 1 : 0
            if calm == 2 { return true }
            guard ContinuousClock.now < deadline else { return false }
            onProgress(movements.isEmpty ? "nothing moves" : "waiting for rest: \(movements.words)")
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func movements() async throws -> [Movement] {
        let books = try await Books.open(dataFolders)
        do {
            if let broker { try await books.enter(depths: try await broker.depths()) }
            let movements = try await books.movements()
            try books.close()
            return movements
        } catch {
            try? books.close()
            throw error
        }
    }

    private func verify(
        _ books: Books, _ onProgress: @escaping @Sendable (String) -> Void
    ) async throws -> Verification {
        let before = try await books.stamps()
        if let broker {
            let cutoff = retention.map { Date() - $0 / .seconds(1) }
            try await books.expectBroker(cutoff: cutoff)
            try await broker.enter(into: books, onProgress: onProgress)
        }
        for path in mails { try await books.enterMails(in: path) }
        onProgress("checking")
        return try await books.verification(since: before)
    }
}

extension Books {
    /// Judges what was entered; `stamps`, where given, are from before it was.
    func verification(
        since stamps: [String: String]? = nil, at now: Date = Date()
    ) async throws -> Verification {
        let (figures, violations) = try await look { db in
            (try Figures(reading: db), try Check.violations(of: Check.all, in: db))
        }
        var movements = try await movements(at: now)
        if let stamps {
            for (participant, stamp) in try await self.stamps().sorted(by: { $0.key < $1.key })
            where stamps[participant] != stamp {
                movements.append(Movement(kind: .writes, participant: participant, count: 1))
            }
        }
        return Verification(figures: figures, moving: movements, violations: violations)
    }
}

extension [Movement] {
    /// For people, on one line.
    public var words: String { map(\.words).joined(separator: ", ") }
}

extension Movement {
    /// For people.
    public var words: String {
        switch kind {
        case .messages: "\(count) messages at \(participant)"
        case .outbox: "\(count) unsent by \(participant)"
        case .retries: "\(count) retries of \(participant)"
        case .timers: "\(count) due timers of \(participant)"
        case .deadlines: "\(count) pending orders whose deadline runs"
        case .writes: "\(participant) wrote meanwhile"
        }
    }
}
