public import Choreography

/// Something that the broker does not hold as the topology has it.
public struct TopologyDifference: Sendable, Hashable, CustomStringConvertible {
    /// What it is about, as in `queue payment`.
    public let object: String
    /// What is wrong, in words.
    public let problem: String

    /// `queue payment: is not there`
    public var description: String { "\(object): \(problem)" }
}

extension Topology {
    /// What the broker's exported definitions lack of this topology, or hold otherwise.
    public func differences(from broker: Definitions) -> [TopologyDifference] {
        compare(objects.vhosts, broker.vhosts, { "virtual host \($0.name)" })
            + userDifferences(broker)
            + compare(objects.exchanges, broker.exchanges, { "exchange \($0.name) in \($0.vhost)" })
            + compare(objects.queues, broker.queues, { "queue \($0.name) in \($0.vhost)" })
            + compare(objects.policies, broker.policies, { "policy \($0.name) in \($0.vhost)" })
            + compare(objects.bindings, broker.bindings) {
                "binding of \($0.destination) to \($0.source) under \"\($0.routingKey)\" in \($0.vhost)"
            }
            + compare(objects.permissions, broker.permissions) { "permission of \($0.user) in \($0.vhost)" }
            + compare(objects.topicPermissions, broker.topicPermissions) {
                "topic permission of \($0.user) on \($0.exchange) in \($0.vhost)"
            }
            + foreignPolicies(broker)
    }

    private func compare<Object: Hashable>(
        _ wanted: [Object], _ found: [Object], _ name: (Object) -> String
    ) -> [TopologyDifference] {
        let byName = Dictionary(found.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        return wanted.compactMap { object in
            let named = name(object)
            guard let other = byName[named] else { return .init(object: named, problem: "is not there") }
            guard other != object else { return nil }
            return .init(
                object: named, problem: "is otherwise: \(Self.fields(of: other, unlike: object))")
        }
    }

    /// The fields in which two objects differ, with what is there and what should be.
    private static func fields<Object>(of found: Object, unlike wanted: Object) -> String {
        zip(Mirror(reflecting: found).children, Mirror(reflecting: wanted).children)
            .compactMap { found, wanted in
                guard found.value as? AnyHashable != wanted.value as? AnyHashable else { return nil }
                return "\(found.label ?? "it") is \(found.value), not \(wanted.value)"
            }
            .joined(separator: "; ")
    }

    /// The password is not comparable; the tags are.
    private func userDifferences(_ broker: Definitions) -> [TopologyDifference] {
        let found = Dictionary(broker.users.map { ($0.name, Set($0.tags)) }, uniquingKeysWith: { a, _ in a })
        return objects.users.compactMap { user in
            guard let tags = found[user.name] else {
                return .init(object: "user \(user.name)", problem: "is not there")
            }
            guard tags != Set(user.tags) else { return nil }
            return .init(
                object: "user \(user.name)",
                problem: "has the tags \(tags.sorted()), not \(user.tags.sorted())")
        }
    }

    /// A queue obeys one policy, the one with the highest priority.
    private func foreignPolicies(_ broker: Definitions) -> [TopologyDifference] {
        let ours = Set(objects.policies.map(\.name))
        let highest = objects.policies.map(\.priority).max() ?? 0
        return broker.policies
            .filter { $0.vhost == virtualHost && !ours.contains($0.name) && $0.priority >= highest }
            .map {
                .init(
                    object: "policy \($0.name) in \($0.vhost)",
                    problem: "is not of this topology and, with priority \($0.priority), may stand in for "
                        + "its policies; give it one below \(highest)")
            }
    }
}
