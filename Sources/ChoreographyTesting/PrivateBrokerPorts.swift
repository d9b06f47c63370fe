internal import Glibc

/// The ports of a private broker, all on 127.0.0.1.
struct PrivateBrokerPorts: Sendable {
    let amqp: Int
    let amqps: Int
    let management: Int
    let distribution: Int
    let epmd: Int

    /// Ports that nobody uses. They are held together while they are chosen, so they differ.
    static func free() throws -> PrivateBrokerPorts {
        let sockets = (0..<5).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer { for socket in sockets where socket >= 0 { Glibc.close(socket) } }
        let ports = sockets.map { bindAnywhere($0) }
        guard ports.allSatisfy({ $0 > 0 }) else { throw PrivateBrokerError("no free ports on 127.0.0.1") }
        return PrivateBrokerPorts(
            amqp: ports[0], amqps: ports[4], management: ports[1], distribution: ports[2], epmd: ports[3])
    }

    private static func bindAnywhere(_ socket: Int32) -> Int {
        withLoopbackAddress(port: 0) { address, length in
            var length = length
            guard bind(socket, address, length) == 0, getsockname(socket, address, &length) == 0 else {
                return 0
            }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
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
