import ArgumentParser
import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem

/// What is around an order besides its events: dead letters, queues and the workers' doors. Looking changes nothing.
struct Surroundings: Sendable {
    let access: ConnectionConfiguration
    private let managementURL: String?
    private let doors: [String: String]
    private let token: String?

    /// - Throws: when there is no shop, or no way to log in.
    init(
        _ connection: ConnectionOptions,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        access = try connection.configuration(for: Topology.operatorUser, environment: environment)
        let record = try connection.record(environment: environment)
        managementURL =
            record?.management ?? environment["CHOREO_MANAGEMENT_URL"].flatMap { $0.isEmpty ? nil : $0 }
        doors = (record?.workers ?? [:]).mapValues(\.http)
        token = try DoorOptions.token(in: environment)
    }

    /// The dead letters of an order, and of the messages with these ids.
    func deadLetters(of order: String, _ messages: Set<String>) async throws -> [DeadLetterEntry] {
        let desk = try await DeadLetterDesk(access, logger: ConnectionOptions.logger)
        do {
            let letters = try await desk.read(participants: Score.shop.parts.map(\.name))
            await desk.close()
            return letters.filter { $0.orderID == order || $0.messageID.map(messages.contains) ?? false }
        } catch {
            await desk.close()
            throw error
        }
    }

    /// How many dead letters each participant has.
    func deadLetterCounts() async throws -> [String: Int] {
        try await QueueReading.deadLetterCounts(access, logger: ConnectionOptions.logger)
    }

    /// How these participants are. What cannot be asked is left out: this explains, and must not fail.
    func standings(of participants: Set<String>) async -> [String: ParticipantStanding] {
        guard !participants.isEmpty else { return [:] }
        let backlogs = await backlogs()
        var standings: [String: ParticipantStanding] = [:]
        for name in participants {
            var standing = ParticipantStanding(backlog: backlogs[name])
            if let door = doors[name] {
                let reading = await WorkerReading.take(of: name, at: door, token: token)
                standing.retriesWaiting = reading.figures?.count("choreography_retries_waiting")
                standing.answers = reading.door == .answers
            }
            standings[name] = standing
        }
        return standings
    }

    private func backlogs() async -> [String: QueueReading] {
        for url in [managementURL, nil] {
            let found = try? await QueueReading.ofParticipants(
                access, managementURL: url, logger: ConnectionOptions.logger)
            if let found { return found }
        }
        return [:]
    }
}
