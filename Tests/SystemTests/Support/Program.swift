import Foundation
import Subprocess

/// One of the built executables, run to its end.
struct Program {
    /// How it ended and what it wrote.
    struct Outcome {
        let code: Int32
        let output: String
        let error: String
    }

    /// Nothing of this process's environment is inherited, but how a crash is told. A cancelled test takes the program
    /// along.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Outcome {
        // Found by its name, so its folder has to come first.
        var variables = ["PATH": ShopUnderTest.executables + ":/usr/bin:/bin"]
        variables["SWIFT_BACKTRACE"] = ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"]
        variables.merge(environment) { _, own in own }
        return try await run(
            name, arguments,
            environment: .custom(
                variables.reduce(into: [:]) { $0[Environment.Key(stringLiteral: $1.key)] = $1.value }),
            input: input)
    }

    /// A program of the system's.
    static func run(system name: String, _ arguments: [String]) async throws -> Outcome {
        try await run(name, arguments, environment: .inherit, input: "")
    }

    private static func run(
        _ name: String, _ arguments: [String], environment: Environment, input: String
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            .name(name), arguments: Arguments(arguments), environment: environment, input: .string(input),
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        guard case .exited(let code) = result.terminationStatus else {
            throw Ended(description: "\(name) ended by \(result.terminationStatus): \(result.standardError)")
        }
        return Outcome(code: code, output: result.standardOutput, error: result.standardError)
    }

    private struct Ended: Error { let description: String }
}
