public import Choreography

extension Topology {
    /// What the broker's exported definitions lack of this topology, hold otherwise, or hold beside it.
    ///
    /// What is beside it comes as warnings, of this virtual host only.
    public func differences(from broker: Definitions) -> [TopologyDifference] {
        let comparison = TopologyComparison(topology: self, broker: broker)
        return comparison.errors + comparison.strays
    }
}

/// A topology beside what a broker holds.
struct TopologyComparison {
    let topology: Topology
    let broker: Definitions

    private var objects: Definitions { topology.objects }
    private var mend: TopologyMend { TopologyMend(virtualHost: topology.virtualHost) }

    /// What is missing or otherwise.
    var errors: [TopologyDifference] {
        let mend = mend
        return compare(objects.vhosts, broker.vhosts, mend.apply) { "virtual host \($0.name)" }
            + users
            + compare(objects.exchanges, broker.exchanges, mend.exchange) {
                "exchange \($0.name) in \($0.vhost)"
            }
            + compare(objects.queues, broker.queues, mend.queue) { "queue \($0.name) in \($0.vhost)" }
            + compare(objects.policies, broker.policies, mend.apply) { "policy \($0.name) in \($0.vhost)" }
            + compare(objects.bindings, broker.bindings, mend.binding) { $0.inWords }
            + compare(objects.permissions, broker.permissions, mend.apply) {
                "permission of \($0.user) in \($0.vhost)"
            }
            + compare(objects.topicPermissions, broker.topicPermissions, mend.apply) {
                "topic permission of \($0.user) on \($0.exchange) in \($0.vhost)"
            }
            + prevailingPolicies
    }

    private func compare<Object: Hashable>(
        _ wanted: [Object], _ found: [Object], _ mend: (_ wanted: Object, _ isThere: Bool) -> String,
        _ name: (Object) -> String
    ) -> [TopologyDifference] {
        let byName = Dictionary(found.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        return wanted.compactMap { object in
            let named = name(object)
            guard let other = byName[named] else {
                return .error(
                    named, "is not there", expected: Self.text(of: object), mend: mend(object, false))
            }
            guard other != object else { return nil }
            let fields = Self.fields(of: other, unlike: object)
            return .error(
                named, "is otherwise: \(fields.map(\.inWords).joined(separator: "; "))",
                expected: fields.map { "\($0.name): \($0.wanted)" }.joined(separator: "; "),
                found: fields.map { "\($0.name): \($0.found)" }.joined(separator: "; "),
                mend: mend(object, true))
        }
    }

    /// A field in which two objects differ.
    private struct Field {
        let name, found, wanted: String
        var inWords: String { "\(name) is \(found), not \(wanted)" }
    }

    private static func fields<Object>(of found: Object, unlike wanted: Object) -> [Field] {
        zip(Mirror(reflecting: found).children, Mirror(reflecting: wanted).children)
            .compactMap { found, wanted in
                guard found.value as? AnyHashable != wanted.value as? AnyHashable else { return nil }
                return Field(
                    name: found.label ?? "it", found: text(found.value), wanted: text(wanted.value))
            }
    }

    /// What an object says beyond its name.
    private static func text<Object>(of object: Object) -> String {
        Mirror(reflecting: object).children
            .filter { !["name", "vhost"].contains($0.label) }
            .map { "\($0.label ?? "it"): \(text($0.value))" }.joined(separator: "; ")
    }

    private static func text(_ value: Any) -> String {
        guard let settings = value as? [String: Definitions.Setting] else { return "\(value)" }
        let words = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return words.isEmpty ? "nothing" : words.joined(separator: " ")
    }

    /// The password is not comparable; the tags are.
    private var users: [TopologyDifference] {
        let found = Dictionary(broker.users.map { ($0.name, Set($0.tags)) }, uniquingKeysWith: { a, _ in a })
        return objects.users.compactMap { user in
            let wanted = user.tags.sorted().joined(separator: " ")
            guard let tags = found[user.name] else {
                return .error(
                    "user \(user.name)", "is not there", expected: "tags: \(wanted)",
                    mend: mend.user(user.name))
            }
            guard tags != Set(user.tags) else { return nil }
            return .error(
                "user \(user.name)", "has the tags \(tags.sorted()), not \(user.tags.sorted())",
                expected: "tags: \(wanted)", found: "tags: \(tags.sorted().joined(separator: " "))",
                mend: mend.apply(user, true))
        }
    }

    /// A queue or an exchange obeys one policy, the one with the highest priority.
    private var prevailingPolicies: [TopologyDifference] {
        let ours = Set(objects.policies.map(\.name))
        let highest = objects.policies.map(\.priority).max() ?? 0
        let names = objects.queues.map(\.name) + objects.exchanges.map(\.name)
        return broker.policies.filter { policy in
            policy.vhost == topology.virtualHost && !ours.contains(policy.name)
                && policy.priority >= highest && names.contains(where: policy.matches)
        }.map { policy in
            .error(
                "policy \(policy.name) in \(policy.vhost)",
                "is not of this topology and, with priority \(policy.priority), may stand in for its "
                    + "policies; give it one below \(highest)",
                found: "pattern: \(policy.pattern); \(Self.text(policy.definition))",
                mend: mend.prevailing(policy))
        }
    }
}

extension Definitions.Binding {
    var inWords: String { "binding of \(destination) to \(source) under \"\(routingKey)\" in \(vhost)" }
}

extension Definitions.Policy {
    /// Whether it may be about something of that name; a pattern that only the broker understands may.
    func matches(_ name: String) -> Bool {
        guard let pattern = try? Regex(pattern) else { return true }
        return name.contains(pattern)
    }
}
