import ArgumentParser
import Foundation
import ShopSystem

/// How a command finds the HTTP door of a worker.
struct DoorOptions: ParsableArguments {
    @Option(help: "The directory of a shop that was started with `choreo up`.", completion: .directory)
    var directory = ".choreo"

    @Option(
        help: ArgumentHelp("Whose door; that of order unless given.", valueName: "name"),
        completion: .participants)
    var worker: String?

    @Option(
        help: ArgumentHelp(
            "The HTTP door of a worker elsewhere, as http://host:port.",
            discussion: "What to show there: CHOREO_HTTP_TOKEN or CHOREO_HTTP_TOKEN_FILE.", valueName: "url"))
    var url: String?

    func validate() throws {
        guard worker == nil || url == nil else { throw ValidationError("give one of --worker and --url") }
    }

    /// - Throws: ``CommandFailure`` when there is none, ``SystemError`` when the token cannot be read.
    func door(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> WorkerDoor {
        let worker = worker ?? "order"
        let token = try Self.token(in: environment)
        if let url {
            return WorkerDoor(name: "the worker", url: try Self.checked(url, option: "--url"), token: token)
        }
        try ParticipantName.check(worker)
        return WorkerDoor(
            name: "the worker \(worker)", url: try Self.checked(recorded(worker), option: "--url"),
            token: token)
    }

    /// What to show at a door; nil when nobody says.
    static func token(in environment: [String: String]) throws -> String? {
        let token = try Passwords.given(by: "CHOREO_HTTP_TOKEN", in: environment, warn: Terminal.warn)
        guard token.map({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) ?? true else {
            throw CommandFailure(.badData, "CHOREO_HTTP_TOKEN: a token has visible ASCII characters only")
        }
        return token
    }

    /// The URL of a door, as given by `option`.
    static func checked(_ text: String, option: String) throws(CommandFailure) -> URL {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
            url.host()?.isEmpty == false, url.query() == nil, url.fragment() == nil
        else { throw CommandFailure(.badData, "\(option) must be as in http://127.0.0.1:8081") }
        guard url.user() == nil, url.password() == nil else {
            throw CommandFailure(
                .badData,
                """
                \(option) is refused with credentials in it: any user of this machine can read the arguments of a \
                process. Set CHOREO_HTTP_TOKEN, or CHOREO_HTTP_TOKEN_FILE to the path of a file.
                """)
        }
        return url
    }

    private func recorded(_ worker: String) throws -> String {
        do {
            guard let door = try RunRecord.read(in: directory).workers[worker]?.http else {
                throw CommandFailure(.unavailable, "the shop in \(directory) runs no worker \(worker)")
            }
            return door
        } catch let error as SystemError where error.code == .notRunning {
            throw CommandFailure(
                .unavailable,
                """
                no shop runs in \(directory): \(RunRecord.path(in: directory)) is not there. Start one with \
                `choreo up`, name another directory with --directory, or the HTTP door of a worker with --url.
                """)
        }
    }
}
