import Choreography
import Foundation
import RabbitMQ
import ShopSystem

/// Where there is something to verify: a running shop tells by itself, anything else must be told.
struct VerifySources {
    let folders: [String: String]
    /// A folder, a file, or both of a shop that has had both.
    let mails: [String]
    let access: ConnectionConfiguration?
    let managementURL: String?

    /// - Throws: ``CommandFailure`` when a shop has to run and does not, or a broker is named wrongly.
    init(
        data: String?, filesOnly: Bool, connection: ConnectionOptions,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let directory = connection.directory
        let isElsewhere = try BrokerURL.given(option: connection.amqpURL, environment: environment) != nil
        let record =
            isElsewhere || data != nil && filesOnly
            ? nil : try Self.record(in: directory, needed: !filesOnly)
        let usual = RunningSystem.workers.map { ($0, "\(data ?? "\(directory)/data")/\($0)") }
        folders = Dictionary(uniqueKeysWithValues: usual).merging(
            data == nil ? record?.workers.mapValues(\.data) ?? [:] : [:]
        ) { $1 }
        let mailData = folders["email"] ?? ""
        mails = ["\(mailData)/mail", "\(mailData)/mail.mbox"].filter(FileManager.default.fileExists(atPath:))
        access =
            filesOnly
            ? nil : try connection.configuration(for: Topology.operatorUser, environment: environment)
        managementURL = filesOnly ? nil : record?.management
    }

    private static func record(in directory: String, needed: Bool) throws -> RunRecord? {
        do {
            return try RunRecord.read(in: directory)
        } catch {
            guard needed || error.code != .notRunning else { return nil }
            guard error.code == .notRunning else { throw error }
            throw SystemError(
                .notRunning,
                "\(error.message) The files of a shop that was stopped: choreo verify --files-only")
        }
    }
}
