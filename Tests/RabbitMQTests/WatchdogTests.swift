import Glibc
import Testing

@testable import RabbitMQ

@Suite struct WatchdogTests {
    @Test func endsTheSocketThatIsLateAndLeavesTheOthers() async throws {
        let (late, lateEnd) = try sockets()
        let (good, goodEnd) = try sockets()
        Watchdog.shared.arm(good, for: .seconds(1))
        Watchdog.shared.disarm(good)
        Watchdog.shared.arm(late, for: .milliseconds(1100))
        #expect(try await eventually { SocketReadiness(lateEnd).canRead })
        #expect(!SocketReadiness(goodEnd).canRead)
        for socket in [late, lateEnd, good, goodEnd] { close(socket) }
    }

    private func sockets() throws -> (Int32, Int32) {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        return (pair[0], pair[1])
    }
}
