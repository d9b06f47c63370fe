import Foundation
import Testing

@testable import ShopSystem

@Suite struct ProcessTests {
    @Test func `We know ourselves, and nobody with another start time`() throws {
        let own = try #require(ProcessIdentity.of(getpid()))
        #expect(own.isRunning)
        #expect(own.isRunningSameFile)
        let earlier = ProcessIdentity(pid: own.pid, startTime: own.startTime - 1, executable: own.executable)
        #expect(!earlier.isRunning)
        let other = ProcessIdentity(pid: own.pid, startTime: own.startTime, executable: "/bin/other")
        #expect(!other.isRunningSameFile)
    }

    @Test func `Ends a process that it is given, whatever it takes`() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["100"]
        try process.run()
        let identity = try #require(ProcessIdentity.of(process.processIdentifier))
        // Foundation starts processes with our signal mask, so this one may not hear that it is asked.
        await identity.end(grace: .milliseconds(200))
        #expect(!identity.isRunning)
    }

    @Test func `The wait grows, has an end, and starts anew after a stable run`() {
        var backoff = Backoff()
        let waits = (0..<10).map { _ in backoff.wait(afterRunOf: .seconds(1)) }
        #expect(waits.prefix(3) == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(waits.last == .seconds(15))
        #expect(backoff.wait(afterRunOf: Backoff.stableAfter) == .milliseconds(200))
    }

    @Test func `The log keeps the last lines only`() {
        let book = LogBook(limit: 10) { _ in }
        for number in 0..<100 { book.append("\(number)", from: "order") }
        #expect(book.lines(of: "order").count <= 20)
        #expect(book.lines(of: "order").last == "99")
        #expect(book.lines(of: "email") == [])
    }
}
