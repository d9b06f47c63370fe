internal import Glibc

/// The files, ports and commands of a private broker.
struct PrivateBrokerFolder: Sendable {
    static let binaries = "/usr/lib/rabbitmq/bin"

    let path: String
    let ports: PrivateBrokerPorts
    let administrator: (user: String, password: String)
    let tls: PrivateBrokerTLS?

    init(
        path: String, ports: PrivateBrokerPorts, administrator: (user: String, password: String),
        tls: PrivateBrokerTLS? = nil
    ) throws {
        guard access(Self.binaries + "/rabbitmq-server", X_OK) == 0 else {
            throw PrivateBrokerError("RabbitMQ is not installed: apt-get install rabbitmq-server")
        }
        guard path.hasPrefix("/") else { throw PrivateBrokerError("not an absolute path: \(path)") }
        self.path = path
        self.ports = ports
        self.administrator = administrator
        self.tls = tls
    }

    /// Whether plain AMQP is spoken.
    var hasPlainListener: Bool { tls?.hasPlainListener ?? true }

    static func randomPassword() -> String {
        (0..<2).map { _ in String(UInt64.random(in: 1 << 60 ... .max), radix: 36) }.joined()
    }

    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            let digits = String(byte, radix: 16)
            return isPlain ? String(scalar) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    // MARK: - Files

    func write(extraConfiguration: [String]) throws {
        for folder in ["", "/data", "/log"] { try makeFolder(path + folder) }
        // It holds the password, and configuration that runs as us: nobody else's business.
        let configuration =
            [
                "default_user = \(administrator.user)", "default_pass = \(administrator.password)",
                "default_vhost = /", "default_user_tags.administrator = true",
                "management.tcp.ip = 127.0.0.1", "management.tcp.port = \(ports.management)",
                "disk_free_limit.absolute = 50MB",
            ] + (tls?.lines(port: ports.amqps) ?? []) + extraConfiguration
        try write(configuration.joined(separator: "\n") + "\n", to: "rabbitmq.conf")
        try write("[rabbitmq_management].\n", to: "enabled_plugins")
        try write("", to: "rabbitmq-env.conf")
    }

    func writePidFile(_ name: String, _ process: Int32) throws {
        try write("\(process)\n", to: name + ".pid")
    }

    func removePidFiles() {
        for name in ["broker", "epmd"] { unlink("\(path)/\(name).pid") }
    }

    /// The last lines of what the node printed and logged.
    func logTail() -> String {
        ["output.log", "log/broker.log"].map { tail(of: $0) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func tail(of name: String) -> String {
        guard let file = fopen("\(path)/\(name)", "r") else { return "" }
        defer { fclose(file) }
        if fseek(file, -3000, SEEK_END) != 0 { rewind(file) }
        var bytes = [UInt8](repeating: 0, count: 3000)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw PrivateBrokerError("cannot make the folder \(path): \(String(cString: strerror(errno)))")
        }
    }

    private func write(_ text: String, to name: String) throws {
        let bytes = Array(text.utf8)
        let file = Glibc.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { if file >= 0 { Glibc.close(file) } }
        guard file >= 0, fchmod(file, 0o600) == 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw PrivateBrokerError("cannot write \(path)/\(name): \(String(cString: strerror(errno)))")
        }
    }
}
