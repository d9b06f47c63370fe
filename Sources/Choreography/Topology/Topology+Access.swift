/// Who may do what: least privilege, one broker user for each participant and each voice from outside.
extension Topology {
    /// A regular expression for no name at all, as a permission.
    package static let nothing = "^$"

    static func users(of score: Score) -> [Definitions.User] {
        (score.parts.map(\.name) + score.outside.map(\.name)).map { .init(name: $0, tags: []) }
            // A replay restores the sender's user-id; the queues of the management API are read for the CLI.
            + [.init(name: operatorUser, tags: ["impersonator", "monitoring"])]
    }

    static func permissions(of score: Score, in vhost: String) -> [Definitions.Permission] {
        let parts = score.parts.map { part in
            Definitions.Permission(
                user: part.name, vhost: vhost, configure: nothing,
                write: anyOf([eventsExchange, deadLettersExchange]), read: anyOf([queue(of: part.name)]))
        }
        let voices = score.outside.map { voice in
            Definitions.Permission(
                user: voice.name, vhost: vhost, configure: nothing, write: anyOf([eventsExchange]),
                read: nothing)
        }
        // Only queues of its own, for watching: server-named ones.
        let operates = Definitions.Permission(
            user: operatorUser, vhost: vhost, configure: #"^amq\.gen.*"#, write: ".*", read: ".*")
        return parts + voices + [operates]
    }

    /// A user without a topic permission may publish under any routing key, so everyone has one.
    static func topicPermissions(of score: Score, in vhost: String) -> [Definitions.TopicPermission] {
        func permission(_ user: String, write: String, read: String) -> Definitions.TopicPermission {
            .init(user: user, vhost: vhost, exchange: eventsExchange, write: write, read: read)
        }
        let parts = score.parts.map { permission($0.name, write: "^\(escaped($0.name))\\.", read: nothing) }
        let voices = score.outside.map { voice in
            permission(voice.name, write: anyOf(voice.says.types.map(\.rawValue)), read: nothing)
        }
        return parts + voices + [permission(operatorUser, write: ".*", read: ".*")]
    }

    /// A regular expression that matches these names and no other.
    static func anyOf(_ names: [String]) -> String {
        guard !names.isEmpty else { return nothing }
        let alternatives = names.map(escaped).joined(separator: "|")
        return names.count == 1 ? "^\(alternatives)$" : "^(\(alternatives))$"
    }

    /// The name with what a regular expression would read otherwise escaped.
    static func escaped(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            if #"\.+*?()|[]{}^$"#.contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}
