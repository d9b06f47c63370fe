import Choreography
import RabbitMQManagement

/// What a virtual host of a broker holds, as somebody wants to look at it.
struct TopologyView: Encodable {
    struct Queue: Encodable {
        let name, type: String
        let policy: String?
        let effectivePolicy: [String: Definitions.Setting]
        let messages, consumers: Int

        enum CodingKeys: String, CodingKey {
            case name, type, policy, messages, consumers
            case effectivePolicy = "effective_policy"
        }
    }

    struct User: Encodable {
        let name: String
        let tags: [String]
        let configure, write, read: String
        /// Under which routing keys it may publish, by exchange.
        let publishes: [String: String]
    }

    let virtualHost: String
    let version: String
    let exchanges: [Definitions.Exchange]
    let queues: [Queue]
    let bindings: [Definitions.Binding]
    let policies: [Definitions.Policy]
    let users: [User]

    enum CodingKeys: String, CodingKey {
        case version, exchanges, queues, bindings, policies, users
        case virtualHost = "virtual_host"
    }

    init(
        virtualHost: String, version: String, definitions: Definitions, queues: [QueueStatus],
        consumers: [String: Int], effective: EffectivePolicies
    ) {
        self.virtualHost = virtualHost
        self.version = version
        exchanges = definitions.exchanges.filter { $0.vhost == virtualHost }
        bindings = definitions.bindings.filter { $0.vhost == virtualHost }
            .sorted {
                ($0.destination, $0.source, $0.routingKey) < ($1.destination, $1.source, $1.routingKey)
            }
        policies = definitions.policies.filter { $0.vhost == virtualHost }
        self.queues = queues.map { queue in
            Queue(
                name: queue.name, type: queue.type, policy: effective.names[queue.name],
                effectivePolicy: effective.settings(of: queue.name), messages: queue.messages,
                consumers: consumers[queue.name] ?? 0)
        }
        let tags = Dictionary(definitions.users.map { ($0.name, $0.tags) }, uniquingKeysWith: { $1 })
        users = definitions.permissions.filter { $0.vhost == virtualHost }.map { permission in
            let topics = definitions.topicPermissions.filter {
                $0.vhost == virtualHost && $0.user == permission.user
            }
            return User(
                name: permission.user, tags: tags[permission.user] ?? [], configure: permission.configure,
                write: permission.write, read: permission.read,
                publishes: Dictionary(topics.map { ($0.exchange, $0.write) }, uniquingKeysWith: { $1 }))
        }.sorted { $0.name < $1.name }
    }

    func text(on terminal: Terminal = .output) -> String {
        let parts: [(String, [String], [[String]])] = [
            (
                "exchanges", ["name", "type", "durable"],
                exchanges.map { [$0.name, $0.type, "\($0.durable)"] }
            ),
            (
                "queues", ["name", "type", "messages", "consumers", "policy", "in force"],
                queues.map { queue in
                    let settings = queue.effectivePolicy.sorted { $0.key < $1.key }
                    return [
                        queue.name, queue.type, "\(queue.messages)", "\(queue.consumers)",
                        queue.policy ?? "none",
                        settings.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
                    ]
                }
            ),
            (
                "bindings", ["queue", "exchange", "routing keys"],
                boundKeys.map { [$0.destination, $0.source, $0.keys.joined(separator: " ")] }
            ),
            (
                "users", ["name", "tags", "configure", "write", "read", "publishes"],
                users.map { user in
                    let topics = user.publishes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                    return [
                        user.name, user.tags.joined(separator: " "), user.configure, user.write, user.read,
                        topics.joined(separator: " "),
                    ]
                }
            ),
        ]
        return "RabbitMQ \(version.onOneLine), virtual host \(virtualHost.onOneLine)\n"
            + parts.map { title, columns, rows in
                "\n\(terminal.paint(title, .bold))\n" + (rows.isEmpty ? "none\n" : Table.text(columns, rows))
            }.joined()
    }

    /// One line for each pair of exchange and queue.
    private var boundKeys: [(destination: String, source: String, keys: [String])] {
        bindings.reduce(into: []) { lines, binding in
            let key = binding.routingKey.isEmpty ? "(every)" : binding.routingKey
            if let last = lines.last, last.destination == binding.destination, last.source == binding.source {
                lines[lines.count - 1].keys.append(key)
            } else {
                lines.append((binding.destination, binding.source, [key]))
            }
        }
    }
}
