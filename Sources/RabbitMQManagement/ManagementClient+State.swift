import Foundation

extension ManagementClient {
    /// The broker's own version and that of Erlang.
    public func versions() async throws(ManagementError) -> BrokerVersions { try await get("overview") }

    /// The feature flags, by name.
    public func featureFlags() async throws(ManagementError) -> [FeatureFlag] {
        let flags: [FeatureFlag] = try await get("feature-flags")
        return flags.sorted { $0.name < $1.name }
    }

    /// Each node of the cluster with its resources; numbers lag behind by some seconds.
    public func nodes() async throws(ManagementError) -> [NodeStatus] { try await get("nodes") }

    /// How far the broker's clock is ahead of ours (negative: behind), and how far off that may be, in seconds.
    ///
    /// HTTP tells whole seconds, so that it cannot be known better than to half of one and half of the way there
    /// and back; nil when the answer has no date.
    public func clockOffset() async throws(ManagementError) -> (seconds: Double, uncertainty: Double)? {
        let before = Date()
        guard let theirs = try await date() else { return nil }
        let after = Date()
        let middle = before.addingTimeInterval(after.timeIntervalSince(before) / 2)
        return (
            theirs.addingTimeInterval(0.5).timeIntervalSince(middle),
            0.5 + after.timeIntervalSince(before) / 2
        )
    }

    /// What the broker says that time it is, in whole seconds.
    func date() async throws(ManagementError) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return try await header("Date", of: "overview").flatMap { formatter.date(from: $0) }
    }
}

/// What runs there.
public struct BrokerVersions: Decodable, Sendable, Hashable {
    /// RabbitMQ's, as in `3.10.8`.
    public let rabbitmq: String
    /// Erlang's, as in `25`.
    public let erlang: String

    enum CodingKeys: String, CodingKey {
        case rabbitmq = "rabbitmq_version"
        case erlang = "erlang_version"
    }
}

/// A feature flag of the broker.
public struct FeatureFlag: Decodable, Sendable, Hashable {
    /// The name, as in `stream_queue`.
    public let name: String
    /// `enabled`, `disabled` or `unavailable`.
    public let state: String
    /// `stable`, `experimental` or `required`; nil where the broker does not say.
    public let stability: String?

    /// Whether the topology cannot be held without it, and it is off.
    public var isMissing: Bool { ["quorum_queue", "stream_queue"].contains(name) && state == "disabled" }
}

/// A node of the broker and its resources.
public struct NodeStatus: Decodable, Sendable, Hashable {
    /// The name, as in `rabbit@host`.
    public let name: String
    /// Whether it is up.
    public let isRunning: Bool
    /// Whether publishing is blocked for want of memory.
    public let hasMemoryAlarm: Bool
    /// Whether publishing is blocked for want of disk space.
    public let hasDiskAlarm: Bool
    /// Bytes free on its disk, and below which the alarm is raised; nil where the node does not say.
    public let diskFree, diskFreeLimit: Int?
    /// Bytes in use, and above which the alarm is raised; nil where the node does not say.
    public let memoryUsed, memoryLimit: Int?
    /// Open files and how many there may be; nil where the node does not say.
    public let filesUsed, filesTotal: Int?
    /// The plugins that are switched on.
    public let plugins: [String]
    /// Nodes that it has lost sight of.
    public let partitions: [String]

    enum CodingKeys: String, CodingKey {
        case name, partitions
        case isRunning = "running"
        case hasMemoryAlarm = "mem_alarm"
        case hasDiskAlarm = "disk_free_alarm"
        case diskFree = "disk_free"
        case diskFreeLimit = "disk_free_limit"
        case memoryUsed = "mem_used"
        case memoryLimit = "mem_limit"
        case filesUsed = "fd_used"
        case filesTotal = "fd_total"
        case plugins = "enabled_plugins"
    }

    /// A node that is down, or has just come up, says little.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        isRunning = try values.decodeIfPresent(Bool.self, forKey: .isRunning) ?? false
        hasMemoryAlarm = try values.decodeIfPresent(Bool.self, forKey: .hasMemoryAlarm) ?? false
        hasDiskAlarm = try values.decodeIfPresent(Bool.self, forKey: .hasDiskAlarm) ?? false
        plugins = try values.decodeIfPresent([String].self, forKey: .plugins) ?? []
        partitions = try values.decodeIfPresent([String].self, forKey: .partitions) ?? []
        // What cannot be measured is a word.
        func number(_ key: CodingKeys) -> Int? { try? values.decode(Int.self, forKey: key) }
        (diskFree, diskFreeLimit) = (number(.diskFree), number(.diskFreeLimit))
        (memoryUsed, memoryLimit) = (number(.memoryUsed), number(.memoryLimit))
        (filesUsed, filesTotal) = (number(.filesUsed), number(.filesTotal))
    }
}
