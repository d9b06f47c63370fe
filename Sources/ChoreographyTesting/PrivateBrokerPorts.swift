internal import Glibc
internal import Synchronization

/// The ports of a private broker, all on 127.0.0.1.
struct PrivateBrokerPorts: Sendable {
    let amqp: Int
    let amqps: Int
    let management: Int
    let distribution: Int
    let epmd: Int

    /// Below those that the kernel gives to outgoing connections (32768 and up on Linux): one of these could sit on
    /// the port of a broker that is down for a while, which could then not start again.
    private static let range = 10_000..<32_768
    private static let taken = Mutex<Set<Int>>([])

    /// Ports that nobody uses, and that this process has not handed out before.
    static func free() throws -> PrivateBrokerPorts {
        let ports = try (0..<5).map { _ in try freePort() }
        return PrivateBrokerPorts(
            amqp: ports[0], amqps: ports[4], management: ports[1], distribution: ports[2], epmd: ports[3])
    }

    private static func freePort() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: range)
            guard taken.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
            return port
        }
        throw PrivateBrokerError(
            "no free ports on 127.0.0.1 from \(range.lowerBound) to \(range.upperBound - 1)")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return withLoopbackAddress(port: port) { bind(descriptor, $0, $1) } == 0
    }

    /// Runs something with the address of a port on 127.0.0.1.
    static func withLoopbackAddress<T>(
        port: Int, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> T
    ) -> T {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
