/// What a client tells the broker about itself when it logs in.
enum ClientProperties {
    /// librabbitmq adds its own and merges the capabilities with these. Without
    /// `consumer_cancel_notify` a consumer of a deleted queue would wait for ever.
    static func encoded(connectionName: String?) throws(AMQPError) -> [UInt8] {
        var table: FieldTable = [
            "product": "Choreography",
            "capabilities": [
                "consumer_cancel_notify": true, "connection.blocked": true, "basic.nack": true,
                "publisher_confirms": true, "authentication_failure_close": true,
            ],
        ]
        if let connectionName { table["connection_name"] = .string(connectionName) }
        var writer = WireWriter()
        try writer.table(table)
        return writer.bytes
    }
}

extension AMQPError {
    /// The error for a broker that closes the connection instead of letting somebody in.
    init(refusedLogin code: UInt16, _ text: String, _ configuration: ConnectionConfiguration) {
        let user = "'\(configuration.username)'"
        // 403 before the session is open can only mean the login; 530 is about the virtual host.
        switch code {
        case 403:
            self.init(
                .authenticationFailed, "the broker refused the login of \(user) at \(configuration): \(text)",
                brokerCode: code)
        case 530 where text.contains("not found"):
            self.init(
                .notFound, "there is no virtual host '\(configuration.virtualHost)': \(text)",
                brokerCode: code)
        case 530 where text.contains("limit"):
            self.init(.accessRefused, "too many connections: \(text)", brokerCode: code, isTransient: true)
        case 530:
            self.init(
                .accessRefused,
                "\(user) may not use the virtual host '\(configuration.virtualHost)': \(text)",
                brokerCode: code)
        default: self.init(closing: .connection, code: code, text: text)
        }
    }
}
