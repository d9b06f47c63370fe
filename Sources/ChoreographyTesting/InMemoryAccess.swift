import Choreography
import Foundation
import RabbitMQ

/// Who may do what, as a topology says: the checks that RabbitMQ makes of a publish and of a subscription,
/// in its order. No user at all may do everything.
struct InMemoryAccess {
    private struct Rights {
        let permission: Definitions.Permission
        let topics: [String: Definitions.TopicPermission]
        let impersonates: Bool
    }

    private let users: [String: Rights]

    init(_ objects: Definitions) {
        let impersonators = Set(objects.users.filter { $0.tags.contains("impersonator") }.map(\.name))
        users = objects.permissions.reduce(into: [:]) { users, permission in
            let topics = objects.topicPermissions.filter { $0.user == permission.user }
            users[permission.user] = Rights(
                permission: permission,
                topics: Dictionary(topics.map { ($0.exchange, $0) }, uniquingKeysWith: { $1 }),
                impersonates: impersonators.contains(permission.user))
        }
    }

    func checkLogin(of user: String?) throws(AMQPError) {
        guard let user, users[user] == nil else { return }
        throw AMQPError(.authenticationFailed, "no user '\(user)'", brokerCode: 403)
    }

    func checkReading(_ queue: String, by user: String?) throws(AMQPError) {
        guard let user else { return }
        guard let rights = users[user], queue.matches(rights.permission.read) else {
            throw refused(user, "queue '\(queue)'")
        }
    }

    /// - Parameter checkExchange: whether it is there, which RabbitMQ looks at in between.
    func check(
        _ message: Message, from user: String?, checkExchange: (String) throws(AMQPError) -> Void
    ) throws(AMQPError) {
        let exchange = message.exchange.isEmpty ? "amq.default" : message.exchange
        guard let user, let rights = users[user] else { return try checkExchange(message.exchange) }
        guard exchange.matches(rights.permission.write) else {
            throw refused(user, "exchange '\(exchange)'")
        }
        try checkExchange(message.exchange)
        // Of the routing key alone: CC and BCC are not looked at (3.10.8; a conformance test).
        if let topic = rights.topics[exchange], !message.routingKey.matches(topic.write) {
            throw refused(user, "topic '\(message.routingKey)' of exchange '\(exchange)'")
        }
        guard let claimed = message.properties.userID, claimed != user, !rights.impersonates else { return }
        throw AMQPError(
            .preconditionFailed, "user-id is '\(claimed)', but '\(user)' is logged in", brokerCode: 406)
    }

    private func refused(_ user: String, _ what: String) -> AMQPError {
        AMQPError(.accessRefused, "\(what) is not for user '\(user)'", brokerCode: 403)
    }
}

extension Definitions {
    /// How often a queue hands a message out again.
    func deliveryLimit(of queue: String) -> Int? {
        let limits = policies.filter { queue.matches($0.pattern) }.map { $0.definition["delivery-limit"] }
        guard case .number(let limit)?? = limits.first else { return nil }
        return limit
    }
}

extension String {
    fileprivate func matches(_ pattern: String) -> Bool {
        range(of: pattern, options: .regularExpression) != nil
    }
}
