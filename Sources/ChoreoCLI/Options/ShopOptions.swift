import ArgumentParser
import Foundation
import ShopSystem

/// How the shop behaves.
struct ShopOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The port of the order worker's HTTP door; 0: any free one.", valueName: "port"))
    var http = 0

    @Option(
        help: ArgumentHelp("Seconds until an order that is not confirmed is cancelled.", valueName: "seconds")
    )
    var deadline: Double?

    @Option(
        name: .customLong("refuse"), parsing: .singleValue,
        help: ArgumentHelp("A country code to which the simulated carrier does not go.", valueName: "country")
    )
    var refusedCountries: [String] = []

    @Option(
        name: .customLong("smtp-url"),
        help: ArgumentHelp(
            "A mail server; without it mails are written into a folder.",
            discussion:
                "Who logs in there: CHOREO_SMTP_USER, and CHOREO_SMTP_PASSWORD or CHOREO_SMTP_PASSWORD_FILE.",
            valueName: "url"))
    var smtpURL: String?

    @OptionGroup var executables: ExecutablesOption

    func validate() throws {
        guard (0...65_535).contains(http) else { throw ValidationError("--http must be a port, 0 to 65535") }
        guard deadline.map({ $0 >= 1 }) ?? true else {
            throw ValidationError("--deadline must be at least 1")
        }
    }

    func apply(
        to configuration: inout SystemConfiguration, environment: [String: String]
    ) throws(CommandFailure) {
        configuration.orderHTTPPort = http
        configuration.deadline = deadline.map { .milliseconds(Int($0 * 1000)) }
        configuration.refusedCountries = refusedCountries
        guard let smtpURL else { return }
        guard !BrokerURL.hasPassword(smtpURL) else {
            throw CommandFailure(
                .badData,
                """
                --smtp-url is refused with a password in it: any user of this machine can read the arguments of \
                a process. Set CHOREO_SMTP_USER, and CHOREO_SMTP_PASSWORD or CHOREO_SMTP_PASSWORD_FILE, instead.
                """)
        }
        configuration.mail = .server(url: smtpURL)
        for name in ["SMTP_USER", "SMTP_PASSWORD", "SMTP_PASSWORD_FILE"] {
            configuration.environment["email", default: [:]][name] = environment["CHOREO_\(name)"]
        }
    }
}

/// Where the workers' programs are.
struct ExecutablesOption: ParsableArguments {
    @Option(
        name: .customLong("executables"),
        help: ArgumentHelp(
            "Where the worker executables lie; beside choreo unless given.", visibility: .hidden))
    var given: String?

    /// The folder that was given, or that in which this program lies.
    var folder: String { given ?? (ProgramFile.path as NSString).deletingLastPathComponent }
}

/// This program's own file.
enum ProgramFile {
    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}
