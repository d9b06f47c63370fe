import Choreography
import RabbitMQ

/// Where a message goes, by the exchanges and bindings of a topology.
struct InMemoryRouting {
    private struct Binding {
        let pattern: [Substring]
        let queue: String
        let isTopic: Bool
        let key: String

        func matches(_ routingKey: String) -> Bool {
            isTopic
                ? TopicPattern.matches(pattern[...], routingKey.split(separator: ".")[...])
                : key == routingKey
        }
    }

    private let queues: Set<String>
    private var bindings: [String: [Binding]] = [:]
    /// Queues that nothing is routed to at present.
    var withdrawn: Set<String> = []

    init(_ objects: Definitions) {
        queues = Set(objects.queues.map(\.name))
        for exchange in objects.exchanges { bindings[exchange.name] = [] }
        let topics = Set(objects.exchanges.filter { $0.type == "topic" }.map(\.name))
        for binding in objects.bindings where binding.destination != Topology.historyQueue {
            bindings[binding.source, default: []].append(
                Binding(
                    pattern: binding.routingKey.split(separator: "."), queue: binding.destination,
                    isTopic: topics.contains(binding.source), key: binding.routingKey))
        }
    }

    func checkExchange(_ name: String) throws(AMQPError) {
        guard name.isEmpty || bindings[name] != nil else {
            throw AMQPError(.notFound, "no exchange '\(name)'", brokerCode: 404)
        }
    }

    /// The queues that take it: by its routing key, and by those of the headers CC and BCC (sender-selected
    /// distribution).
    func targets(of message: Message) throws(AMQPError) -> Set<String> {
        var keys = [message.routingKey]
        for header in ["CC", "BCC"] {
            switch message.properties.headers[header] {
            case .array(let more): keys += more.compactMap(\.string)
            case nil: break
            default:
                throw AMQPError(.preconditionFailed, "header \(header) is not an array", brokerCode: 406)
            }
        }
        if message.exchange.isEmpty { return queues.intersection(keys).subtracting(withdrawn) }
        let bound = bindings[message.exchange, default: []]
        return Set(keys.flatMap { key in bound.filter { $0.matches(key) }.map(\.queue) }).subtracting(
            withdrawn)
    }
}

/// Matching of AMQP topic patterns: `*` is one word, `#` any number of words (AMQP 0-9-1, 3.1.3.3).
public enum TopicPattern {
    /// Whether `pattern` matches the words of a routing key; takes as many steps as the one has words times the other.
    public static func matches(_ pattern: ArraySlice<Substring>, _ words: ArraySlice<Substring>) -> Bool {
        var (place, word) = (pattern.startIndex, words.startIndex)
        // Where to go on when it does not fit: behind the last `#`, which then takes one word more.
        var last: (place: Int, word: Int)?
        while true {
            if place < pattern.endIndex, pattern[place] == "#" {
                place += 1
                last = (place, word)
            } else if place < pattern.endIndex, word < words.endIndex,
                pattern[place] == "*" || pattern[place] == words[word]
            {
                (place, word) = (place + 1, word + 1)
            } else if place == pattern.endIndex, word == words.endIndex {
                return true
            } else {
                guard let again = last, again.word < words.endIndex else { return false }
                (place, word) = (again.place, again.word + 1)
                last = (place, word)
            }
        }
    }
}
