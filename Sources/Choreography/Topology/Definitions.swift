import Foundation

/// The definitions document of RabbitMQ's management API, as far as a ``Topology`` uses it.
///
/// The same types are written for the import and read back from the export; what is unknown is ignored.
public struct Definitions: Codable, Sendable, Hashable {
    /// Broker users.
    public var users: [User]
    /// Virtual hosts.
    public var vhosts: [VirtualHost]
    /// What users may do in a virtual host.
    public var permissions: [Permission]
    /// Under which routing keys users may publish.
    public var topicPermissions: [TopicPermission]
    /// Policies.
    public var policies: [Policy]
    /// Exchanges.
    public var exchanges: [Exchange]
    /// Queues and streams.
    public var queues: [Queue]
    /// Bindings.
    public var bindings: [Binding]

    /// A document with any of these.
    public init(
        users: [User] = [], vhosts: [VirtualHost] = [], permissions: [Permission] = [],
        topicPermissions: [TopicPermission] = [], policies: [Policy] = [], exchanges: [Exchange] = [],
        queues: [Queue] = [], bindings: [Binding] = []
    ) {
        self.users = users
        self.vhosts = vhosts
        self.permissions = permissions
        self.topicPermissions = topicPermissions
        self.policies = policies
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }

    enum CodingKeys: String, CodingKey {
        case users, vhosts, permissions, policies, exchanges, queues, bindings
        case topicPermissions = "topic_permissions"
    }

    /// Indented JSON with sorted keys and a trailing newline.
    func json() throws -> String {
        String(decoding: try JSONEncoder.canonicalIndented.encode(self), as: UTF8.self) + "\n"
    }
}

extension Definitions {
    /// A broker user. An empty password hash is one that nobody can log in with.
    public struct User: Codable, Sendable, Hashable {
        /// The name.
        public var name: String
        /// Salted and hashed, as the broker keeps it.
        public var passwordHash: String
        /// How it was hashed.
        public var hashingAlgorithm: String
        /// What it may do beyond messaging.
        public var tags: [String]

        /// A user that cannot log in until a password is set.
        public init(name: String, tags: [String]) {
            self.name = name
            self.tags = tags
            passwordHash = ""
            hashingAlgorithm = "rabbit_password_hashing_sha256"
        }

        enum CodingKeys: String, CodingKey {
            case name, tags
            case passwordHash = "password_hash"
            case hashingAlgorithm = "hashing_algorithm"
        }
    }

    /// A virtual host.
    public struct VirtualHost: Codable, Sendable, Hashable {
        /// The name.
        public var name: String
        /// A virtual host.
        public init(name: String) { self.name = name }
    }

    /// What a user may do in a virtual host: regular expressions over names of exchanges and queues.
    public struct Permission: Codable, Sendable, Hashable {
        /// Whose.
        public var user: String
        /// Where.
        public var vhost: String
        /// What it may declare and delete.
        public var configure: String
        /// What it may publish to and bind.
        public var write: String
        /// What it may consume from and bind to.
        public var read: String
    }

    /// Under which routing keys a user may publish to and bind a topic exchange.
    public struct TopicPermission: Codable, Sendable, Hashable {
        /// Whose.
        public var user: String
        /// Where.
        public var vhost: String
        /// For which exchange.
        public var exchange: String
        /// Regular expression over routing keys it may publish under.
        public var write: String
        /// Regular expression over routing keys it may bind.
        public var read: String
    }

    /// Arguments for all queues or exchanges whose name matches.
    public struct Policy: Codable, Sendable, Hashable {
        /// The name.
        public var name: String
        /// Where.
        public var vhost: String
        /// Regular expression over names.
        public var pattern: String
        /// `queues`, `exchanges` or `all`.
        public var applyTo: String
        /// Of several that match, the one with the highest is in force.
        public var priority: Int
        /// The arguments.
        public var definition: [String: Setting]

        /// A policy.
        public init(
            name: String, vhost: String, pattern: String, applyTo: String, priority: Int,
            definition: [String: Setting]
        ) {
            self.name = name
            self.vhost = vhost
            self.pattern = pattern
            self.applyTo = applyTo
            self.priority = priority
            self.definition = definition
        }

        enum CodingKeys: String, CodingKey {
            case name, vhost, pattern, priority, definition
            case applyTo = "apply-to"
        }
    }
}
