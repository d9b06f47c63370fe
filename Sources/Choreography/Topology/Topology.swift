/// All that the broker must hold before a worker can start, derived from a ``Score``.
///
/// Workers declare nothing; the CLI or the broker's own definitions import applies it. It is valid for
/// RabbitMQ 3.10 to 4.x. Pure: it talks to no broker.
public struct Topology: Sendable, Hashable {
    /// Where the exchanges, queues, bindings, policies and permissions live; users are the broker's.
    public let virtualHost: String

    /// The participants, in the order of the score.
    public let participants: [String]

    /// The objects, in the form of the management API.
    public let objects: Definitions

    /// Derives the topology of a score.
    ///
    /// - Parameter virtualHost: nil for the one named after the score.
    /// - Parameter limits: what the broker bounds, in bytes, days and deliveries.
    public init(_ score: Score, virtualHost: String? = nil, limits: Limits = Limits()) {
        let vhost = virtualHost ?? score.name
        self.virtualHost = vhost
        participants = score.parts.map(\.name)
        objects = Definitions(
            users: Self.users(of: score),
            vhosts: [.init(name: vhost)],
            permissions: Self.permissions(of: score, in: vhost),
            topicPermissions: Self.topicPermissions(of: score, in: vhost),
            policies: Self.policies(of: score, in: vhost, limits),
            exchanges: Self.exchanges(in: vhost),
            queues: Self.queues(of: score, in: vhost),
            bindings: Self.bindings(of: score, in: vhost))
    }

    /// The objects as JSON text for the broker's definitions import: keys sorted, indented, with a trailing
    /// newline, the same for the same score. Users have no password in it and cannot log in until one is set.
    public var definitions: String {
        get throws { try objects.json() }
    }
}

extension Topology {
    private static func exchanges(in vhost: String) -> [Definitions.Exchange] {
        [
            .init(name: eventsExchange, vhost: vhost, type: "topic"),
            .init(name: deadLettersExchange, vhost: vhost, type: "direct"),
            .init(name: unroutedExchange, vhost: vhost, type: "fanout"),
        ]
    }

    private static func queues(of score: Score, in vhost: String) -> [Definitions.Queue] {
        score.parts.flatMap { part -> [Definitions.Queue] in
            [
                .init(name: queue(of: part.name), vhost: vhost, type: .quorum),
                .init(name: deadLetterQueue(of: part.name), vhost: vhost, type: .quorum),
            ]
        } + [
            .init(name: unroutedQueue, vhost: vhost, type: .quorum),
            .init(name: historyQueue, vhost: vhost, type: .stream),
        ]
    }

    private static func bindings(of score: Score, in vhost: String) -> [Definitions.Binding] {
        func binding(_ source: String, _ key: String, _ destination: String) -> Definitions.Binding {
            .init(source: source, vhost: vhost, destination: destination, routingKey: key)
        }
        let heard = score.parts.flatMap { part in
            Set(part.hears.types).sorted()
                .map { binding(eventsExchange, $0.rawValue, queue(of: part.name)) }
        }
        let dead = score.parts.map {
            binding(deadLettersExchange, $0.name, deadLetterQueue(of: $0.name))
        }
        return heard + dead + [
            binding(unroutedExchange, "", unroutedQueue),
            binding(eventsExchange, "#", historyQueue),
        ]
    }
}
