import ArgumentParser
import Choreography
import Foundation
import ShopSystem

/// A worker's HTTP door, as given by `--door name=http://host:port`.
struct NamedDoor: Sendable, Hashable {
    let worker: String
    let url: String

    /// - Throws: ``CommandFailure`` for a worker that there is not, or what is no URL of a door.
    init(_ text: String) throws(CommandFailure) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure(.badData, "--door must be as in order=http://127.0.0.1:8081")
        }
        try ParticipantName.check(parts[0])
        worker = parts[0]
        url = try DoorOptions.checked(parts[1], option: "--door").absoluteString
    }
}

extension StatusSources {
    /// What `run.json` knows of a shop of `choreo up`, or what a URL and `--door` tell of another one.
    ///
    /// - Throws: ``CommandFailure`` and ``SystemError`` when there is no shop, or something is given wrongly.
    init(
        _ connection: ConnectionOptions, doors texts: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        var given: [String: String] = [:]
        for text in texts {
            let door = try NamedDoor(text)
            given[door.worker] = door.url
        }
        let broker = try connection.configuration(for: Topology.operatorUser, environment: environment)
        let token = try DoorOptions.token(in: environment)
        guard try BrokerURL.given(option: connection.amqpURL, environment: environment) == nil else {
            self.init(
                broker: broker,
                managementURL: try BrokerURL.management(of: broker, option: nil, environment: environment),
                doors: given, token: token)
            return
        }
        let record = try RunRecord.read(in: connection.directory)
        self.init(
            broker: broker, managementURL: record.management,
            doors: record.workers.mapValues(\.http).merging(given) { $1 },
            processes: record.workers.mapValues(\.pid), token: token, isSupervised: true)
    }
}
