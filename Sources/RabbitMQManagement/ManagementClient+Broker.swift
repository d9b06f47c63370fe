import Foundation

extension ManagementClient {
    /// The broker's version, as in `3.10.8`.
    public func version() async throws(ManagementError) -> String {
        try await versions().rabbitmq
    }

    /// Waits until the management API answers; a wrong password is an error at once.
    public func waitUntilReady(timeout: Duration = .seconds(60)) async throws(ManagementError) {
        let deadline = ContinuousClock.now + timeout
        while true {
            do throws(ManagementError) {
                _ = try await version()
                return
            } catch {
                if error.status == 401 || error.status == 403 { throw error }
                if ContinuousClock.now >= deadline || Task.isCancelled { throw error }
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Creates a virtual host; one that exists stays as it is. The asking user gets access to it.
    public func putVirtualHost(_ name: String) async throws(ManagementError) {
        try await put("vhosts", name, body: [String: String]())
    }

    /// Deletes a virtual host with all its queues and messages; one that does not exist is no error.
    public func deleteVirtualHost(_ name: String) async throws(ManagementError) {
        try await ignoringNotFound { () throws(ManagementError) in try await delete("vhosts", name) }
    }

    /// Queues of a virtual host, by name.
    public func queues(in virtualHost: String) async throws(ManagementError) -> [QueueStatus] {
        let queues: [QueueStatus] = try await get("queues", virtualHost)
        return queues.sorted { $0.name < $1.name }
    }

    /// How many consume from each queue that is consumed from; told at once, unlike ``QueueStatus/consumers``.
    public func consumers(in virtualHost: String) async throws(ManagementError) -> [String: Int] {
        struct Consumer: Decodable {
            struct Queue: Decodable { var name: String }
            var queue: Queue
        }
        let consumers: [Consumer] = try await get("consumers", virtualHost)
        return consumers.reduce(into: [:]) { $0[$1.queue.name, default: 0] += 1 }
    }

    /// Deletes a queue with its messages; one that does not exist is no error.
    public func deleteQueue(_ name: String, in virtualHost: String) async throws(ManagementError) {
        try await ignoringNotFound { () throws(ManagementError) in
            try await delete("queues", virtualHost, name)
        }
    }

    /// Closes all AMQP connections of a broker user; its clients see a connection error and come back.
    public func closeConnections(of user: String) async throws(ManagementError) {
        try await ignoringNotFound { () throws(ManagementError) in
            try await delete("connections", "username", user)
        }
    }

    func ignoringNotFound(
        _ request: () async throws(ManagementError) -> Void
    ) async throws(ManagementError) {
        do throws(ManagementError) {
            try await request()
        } catch {
            if !error.isNotFound { throw error }
        }
    }
}

/// A queue as the management API sees it; numbers lag behind by up to some seconds.
public struct QueueStatus: Decodable, Sendable, Hashable {
    /// The name.
    public let name: String
    /// `quorum`, `stream` or `classic`.
    public let type: String
    /// Ready and unacknowledged messages.
    public let messages: Int
    /// How many consume from it.
    public let consumers: Int

    enum CodingKeys: String, CodingKey { case name, type, messages, consumers }

    /// A queue that was declared a moment ago has no numbers yet: 0.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        type = try values.decodeIfPresent(String.self, forKey: .type) ?? "classic"
        messages = try values.decodeIfPresent(Int.self, forKey: .messages) ?? 0
        consumers = try values.decodeIfPresent(Int.self, forKey: .consumers) ?? 0
    }
}
