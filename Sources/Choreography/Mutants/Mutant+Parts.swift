#if MUTANTS
    import GRDB
    import RabbitMQ

    extension Message {
        /// The same, and nobody hears of it when no queue takes it.
        var notMandatory: Message {
            Message(
                exchange: exchange, routingKey: routingKey, properties: properties, body: body,
                mandatory: false)
        }
    }

    extension Store {
        /// Takes rows out of the outbox; what the database says to that counts for nothing.
        func delete(_ rows: [OutboxRow]) {
            _ = try? database.write { db in try Outbox.delete(rows.map(\.sequence), in: db) }
        }
    }
#endif
