import Choreography
import Foundation
public import RabbitMQ

/// `run.json`: where a running shop is, for the CLI and for tests. It holds passwords, hence mode 0600.
public struct RunRecord: Codable, Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// A worker's entry.
    public struct Worker: Codable, Sendable, Hashable {
        /// Its process id.
        public var pid: Int32
        /// The folder with its database.
        public var data: String
        /// Its HTTP door.
        public var http: String
    }

    /// The files that a user needs for TLS.
    public struct TLS: Codable, Sendable, Hashable {
        /// The authorities that may have signed the broker's certificate; the system's when nil.
        public var ca: String?
        /// The certificate that the user shows.
        public var certificate: String?
        /// The key of `certificate`.
        public var key: String?
    }

    /// A URL with user and password for each broker user.
    public var amqp: [String: String]
    /// The broker's management API, with the administrator's credentials.
    public var management: String
    /// The workers by name.
    public var workers: [String: Worker]
    /// What each broker user needs for TLS; nil where plain AMQP is spoken.
    public var tls: [String: TLS]?

    /// The workers, no password.
    public var description: String { "a shop with \(workers.keys.sorted().joined(separator: ", "))" }

    /// Nothing to look into: the passwords stay out of debug output.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// How `user` logs in; nil for one that the broker does not know.
    public func configuration(for user: String) throws(AMQPError) -> ConnectionConfiguration? {
        guard let url = amqp[user] else { return nil }
        var configuration = try ConnectionConfiguration(url: url)
        if let files = tls?[user] {
            configuration.tls = TLSConfiguration(
                caCertificatePath: files.ca, certificatePath: files.certificate, keyPath: files.key)
        }
        return configuration
    }

    /// The file in a shop's directory.
    public static func path(in directory: String) -> String { "\(directory)/run.json" }

    /// Reads the record of the shop that runs in `directory`.
    ///
    /// - Throws: ``SystemError`` when none runs there.
    public static func read(in directory: String) throws(SystemError) -> RunRecord {
        let path = path(in: directory)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw SystemError(
                .notRunning,
                """
                no shop runs in \(directory): \(path) is not there. Start one with `choreo up`, name another \
                directory with --directory, or a broker with CHOREO_AMQP_URL.
                """)
        }
        do {
            return try JSONDecoder().decode(RunRecord.self, from: bytes)
        } catch {
            throw SystemError(
                .fileAccess, "\(path): is not a record of a running shop; remove it and start anew")
        }
    }

    func write(in directory: String) throws(SystemError) {
        guard let bytes = try? JSONEncoder.canonicalIndented.encode(self) else {
            throw SystemError(.fileAccess, "\(Self.path(in: directory)): cannot be encoded")
        }
        try SmallFile.write([UInt8](bytes) + [UInt8(ascii: "\n")], to: Self.path(in: directory))
    }
}

extension BrokerAccess {
    /// The TLS part of the record.
    var recordedTLS: [String: RunRecord.TLS]? {
        let known = passwords.keys.compactMap { user in
            tls(for: user).map {
                (
                    user,
                    RunRecord.TLS(ca: $0.caCertificatePath, certificate: $0.certificatePath, key: $0.keyPath)
                )
            }
        }
        return known.isEmpty ? nil : Dictionary(uniqueKeysWithValues: known)
    }
}
