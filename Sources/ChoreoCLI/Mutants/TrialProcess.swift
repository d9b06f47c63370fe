#if MUTANTS
    import Foundation
    import ShopSystem
    import Subprocess

    /// A trial in a process of its own: a mutant may crash or hang, and must leave nothing behind for the next.
    struct TrialProcess {
        let proof: String
        /// Nil for the unbroken code.
        let mutant: String?
        let limit: Duration

        /// What the process says on its standard output.
        struct Answer: Codable {
            var findings: [String]
        }

        /// Runs it to its end, or until its time is up.
        func run() async throws -> MutantTrial {
            let begin = ContinuousClock.now
            let (verdict, findings) = try await outcome()
            return MutantTrial(
                proof: proof, verdict: verdict, findings: findings,
                seconds: (ContinuousClock.now - begin) / .seconds(1))
        }

        private func outcome() async throws -> (MutantTrial.Verdict, [String]) {
            try await withThrowingTaskGroup { group in
                group.addTask { try await toItsEnd() }
                group.addTask { [limit] in
                    try await Task.sleep(for: limit)
                    return (MutantTrial.Verdict.hung, ["it has not ended after \(limit)"])
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        }

        private func toItsEnd() async throws -> (MutantTrial.Verdict, [String]) {
            let program = URL(filePath: ProgramFile.path)
            // Found by its name, so its folder has to come first.
            let result = try await Subprocess.run(
                .name(program.lastPathComponent), arguments: ["mutants", "--trial", proof],
                environment: .inherit.updating([
                    "PATH": program.deletingLastPathComponent().path + ":/usr/bin:/bin",
                    .init(stringLiteral: KnownMutant.variable): mutant ?? "", "SWIFT_BACKTRACE": "enable=no",
                ]),
                output: .string(limit: 1 << 20), error: .discarded)
            guard case .exited(0) = result.terminationStatus,
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(result.standardOutput.utf8))
            else { return (.crashed, ["the process ended with \(result.terminationStatus)"]) }
            return (answer.findings.isEmpty ? .passed : .found, answer.findings)
        }

        /// What such a process does.
        static func answer(_ proof: any Proof) async throws -> Answer {
            do {
                return Answer(findings: try await proof.findings { _ in })
            } catch let error as CancellationError {
                throw error
            } catch {
                return Answer(findings: ["it fails: \(error)"])
            }
        }
    }
#endif
