import Choreography
import ChoreographyTesting
import Foundation
import Testing

@testable import ShopSystem

extension SystemTests {
    /// `choreo topology` and `choreo doctor` at a running shop, as a person at a terminal runs them.
    @Suite("The operator compares and examines", .shop, .timeLimit(.minutes(5))) struct OperatorCommandsTests
    {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        private func choreo(_ arguments: String...) async throws -> Program.Outcome {
            try await Program.run("choreo", arguments + ["--directory", shop.directory])
        }

        @Test("what somebody broke is found with exit code 1, mended by apply, and gone") func mended()
            async throws
        {
            #expect(try await choreo("topology", "diff").code == 0)
            let well = try await choreo("doctor", "--json")
            #expect(well.code == 0, "\(well.output)")

            let broker = try #require(await shop.system.ownBroker)
            try await broker.control("clear_policy", "-p", "shop", "payment")
            let diff = try await choreo("topology", "diff")
            #expect(diff.code == 1)
            #expect(diff.output.contains("policy payment in shop: is not there"))
            #expect(diff.output.contains("mend:     choreo topology apply"))
            let ill = try await choreo("doctor", "--json")
            #expect(ill.code == 1)
            let diagnosis = try #require(JSONValue(parsing: ill.output.utf8))
            #expect(
                diagnosis["errors"]?.integer == 2
                    && diagnosis["findings"]?.elements?.first?["check"] == "policies")

            #expect(try await choreo("topology", "apply").code == 0)
            #expect(try await choreo("topology", "diff").code == 0)
            #expect(try await choreo("doctor").code == 0)
            let shown = try await choreo("topology", "show", "--json")
            let view = try #require(JSONValue(parsing: shown.output.utf8))
            #expect(view["queues"]?.elements?.count == 12 && view["virtual_host"] == "shop")
            let told = [well, diff, ill, shown].map { $0.output + $0.error }.joined()
            #expect(!told.contains(ShopUnderTest.passwordMark))
        }

        @Test("without a shop there is nothing to compare, but a machine to examine") func nowhere()
            async throws
        {
            let nowhere = ["--directory", "/nonexistent"]
            #expect(try await Program.run("choreo", ["topology", "diff"] + nowhere).code == 69)
            let doctor = try await Program.run("choreo", ["doctor"] + nowhere)
            #expect(doctor.code == 0 && doctor.output.contains("no shop runs in /nonexistent"))
        }
    }
}
