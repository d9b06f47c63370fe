import GRDB
public import RabbitMQ

// Single steps of the runtime for the benchmarks, which are a package of their own and see only what is public. No
// promise to anybody else.

extension Worker {
    /// The event in its envelope, as an owner outside publishes it.
    @_spi(Benchmarks)
    public func encode(_ event: some Event, messageID: String) throws -> Delivery {
        try screen.delivery(of: event, messageID: messageID, at: clock.now())
    }

    /// Whether the delivery passes the screen, which decodes its event and validates it.
    @_spi(Benchmarks)
    public func decodes(_ delivery: Delivery) -> Bool {
        if case .passed = screen.verdict(on: delivery, attempt: 0, at: clock.now()) { true } else { false }
    }
}

extension Store {
    /// Enters the messages into the inbox, in one transaction, and returns how many of them are new.
    @_spi(Benchmarks)
    public func enter(_ messageIDs: [String]) throws -> Int {
        let now = SystemClock().now()
        return try database.write { db in
            try messageIDs.count { try Inbox.enter(MessageKey($0), hash: 0, at: now, in: db) == .new }
        }
    }
}
