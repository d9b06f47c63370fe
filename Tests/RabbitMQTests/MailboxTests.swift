import Testing

@testable import RabbitMQ

@Suite struct MailboxTests {
    private let mailbox = Mailbox<Int>()

    @Test func everythingSinceTheLastCallAtOnce() async throws {
        mailbox.append([1])
        mailbox.append([2, 3])
        #expect(try await mailbox.next().get() == [1, 2, 3])
    }

    @Test func whatWasThereComesBeforeTheEnd() async throws {
        mailbox.append([1])
        mailbox.finish(AMQPError(.consumerCancelled, "gone"))
        mailbox.append([2])
        mailbox.finish(nil)
        #expect(try await mailbox.next().get() == [1])
        await #expect(throws: AMQPError.self) { try await mailbox.next().get() }
    }

    @Test func wakesWhoWaitsAndLetsTheCancelledGo() async throws {
        let waiting = Task { try await mailbox.next().get() }
        await Task.yield()
        waiting.cancel()
        #expect(try await waiting.value == nil)
        let second = Task { try await mailbox.next().get() }
        mailbox.append([4])
        #expect(try await second.value == [4])
    }
}
