import RabbitMQManagement
import Testing

extension BrokerTests {
    /// Foundation's own `data(for:)` stood still in one of some hundred of these.
    @Suite struct CancelledExchangeTests {
        @Test(.timeLimit(.minutes(2))) func `A request cancelled at any moment ends`() async throws {
            let client = try TestBroker.shared().management()
            for step in 0..<300 {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 { group.addTask { _ = try? await client.version() } }
                    // From before it has begun until after its answer.
                    try? await Task.sleep(until: .now + .microseconds(step * 20), tolerance: .zero)
                    group.cancelAll()
                }
            }
            #expect(try await client.version().isEmpty == false)
        }
    }
}
