extension Definitions {
    /// An exchange.
    public struct Exchange: Codable, Sendable, Hashable {
        /// The name.
        public var name: String
        /// Where.
        public var vhost: String
        /// `topic`, `direct`, `fanout`, ...
        public var type: String
        /// Whether it survives a restart of the broker.
        public var durable: Bool
        /// Whether it goes when nothing is bound any more.
        public var autoDelete: Bool
        /// Whether clients cannot publish to it.
        public var `internal`: Bool
        /// Everything else; policies are preferred.
        public var arguments: [String: Setting]

        /// A durable exchange without arguments.
        public init(name: String, vhost: String, type: String) {
            self.name = name
            self.vhost = vhost
            self.type = type
            durable = true
            autoDelete = false
            `internal` = false
            arguments = [:]
        }

        enum CodingKeys: String, CodingKey {
            case name, vhost, type, durable, `internal`, arguments
            case autoDelete = "auto_delete"
        }
    }

    /// A queue or a stream.
    public struct Queue: Codable, Sendable, Hashable {
        /// What kind of queue; it cannot be changed later.
        public enum Kind: String, Sendable {
            /// Replicated, with a delivery limit.
            case quorum
            /// An append-only log that reading does not empty.
            case stream
        }

        /// The name.
        public var name: String
        /// Where.
        public var vhost: String
        /// Whether it survives a restart of the broker.
        public var durable: Bool
        /// Whether it goes with its last consumer.
        public var autoDelete: Bool
        /// `x-queue-type`; everything else is policy.
        public var arguments: [String: Setting]

        /// A durable queue.
        public init(name: String, vhost: String, type: Kind) {
            self.name = name
            self.vhost = vhost
            durable = true
            autoDelete = false
            arguments = ["x-queue-type": .text(type.rawValue)]
        }

        enum CodingKeys: String, CodingKey {
            case name, vhost, durable, arguments
            case autoDelete = "auto_delete"
        }
    }

    /// A binding of a queue to an exchange.
    public struct Binding: Codable, Sendable, Hashable {
        /// The exchange.
        public var source: String
        /// Where.
        public var vhost: String
        /// The queue or exchange that is bound.
        public var destination: String
        /// `queue` or `exchange`.
        public var destinationType: String
        /// What messages it takes.
        public var routingKey: String
        /// Used by header exchanges only.
        public var arguments: [String: Setting]

        /// Binds a queue.
        public init(source: String, vhost: String, destination: String, routingKey: String) {
            self.source = source
            self.vhost = vhost
            self.destination = destination
            self.routingKey = routingKey
            destinationType = "queue"
            arguments = [:]
        }

        enum CodingKeys: String, CodingKey {
            case source, vhost, destination, arguments
            case destinationType = "destination_type"
            case routingKey = "routing_key"
        }
    }

    /// A value in a policy or an argument.
    public enum Setting: Codable, Sendable, Hashable, CustomStringConvertible {
        /// A string.
        case text(String)
        /// A whole number.
        case number(Int)
        /// Anything else that a broker may export; never written.
        case other

        /// Reads any JSON value.
        public init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Int.self) {
                self = .number(number)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }

        /// Writes the JSON value.
        public func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .text(let text): try value.encode(text)
            case .number(let number): try value.encode(number)
            case .other: try value.encodeNil()
            }
        }

        /// The value as text.
        public var description: String {
            switch self {
            case .text(let text): text
            case .number(let number): String(number)
            case .other: "(a value of another kind)"
            }
        }
    }
}
