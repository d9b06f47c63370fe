import ChoreographyTesting
import Foundation
import Logging
import ShopSystem
import Testing

/// The shop that the surrounding suite has started.
enum Shop {
    @TaskLocal static var running: ShopUnderTest?

    static func open() throws -> ShopUnderTest {
        try #require(running, "the suite needs the trait .shop")
    }
}

/// Starts a private broker and the five real executables before a suite, and stops them after it.
struct ShopTrait: SuiteTrait, TestScoping {
    var deadline: Duration?
    var broker = SystemConfiguration.Broker.ours
    var environment: @Sendable (_ directory: String) -> [String: [String: String]] = { _ in [:] }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let shop = try await ShopUnderTest.open(
            deadline: deadline, broker: broker, environment: environment)
        do {
            try await Shop.$running.withValue(shop) { try await function() }
        } catch {
            await shop.close()
            throw error
        }
        await shop.close()
    }
}

extension Trait where Self == ShopTrait {
    static var shop: Self { ShopTrait() }

    /// Orders that are not confirmed in time are cancelled.
    static func shop(deadline: Duration) -> Self { ShopTrait(deadline: deadline) }

    /// The workers get more environment variables; `environment` is told the shop's directory.
    static func shop(
        environment: @escaping @Sendable (_ directory: String) -> [String: [String: String]]
    ) -> Self { ShopTrait(environment: environment) }

    /// Everybody speaks TLS.
    static var shopOverTLS: Self { ShopTrait(broker: .oursOverTLS) }
}
