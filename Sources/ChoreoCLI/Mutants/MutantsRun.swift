#if MUTANTS
    import ArgumentParser
    import ShopSystem

    /// `choreo mutants`, in a build that has some.
    struct MutantsRun {
        let only: [String]
        let stopsAtFirst: Bool
        let limit: Duration
        let lists: Bool
        let json: Bool

        /// - Parameter trial: the name of the proof that this process is to run; nil to have all of them run.
        func run(trial: String?) async throws {
            if let trial { return try await answer(trial) }
            let mutants = KnownMutant.all.filter { only.isEmpty || only.contains($0.name) }
            if lists { return list(mutants) }
            let outcome = try await Interruption.orUntilInterrupted { try await report(on: mutants) }
            guard let report = outcome.value else {
                throw CommandFailure(.interrupted, "ended before everything was tried")
            }
            Terminal.output.write(
                json ? try JSONOutput.line(report) + "\n" : MutantsText.table(report, on: .output))
            guard report.isSound else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }

        private func list(_ mutants: [KnownMutant]) {
            Terminal.output.write(
                Table.text(["MUTANT", "WHAT IT DOES"], mutants.map { [$0.name, $0.title] }))
        }

        private func answer(_ name: String) async throws {
            guard let proof = Proofs.all.first(where: { $0.name == name }) else {
                throw ValidationError("there is no proof called \(name.onOneLine)")
            }
            Terminal.output.line(try JSONOutput.line(try await TrialProcess.answer(proof)))
        }

        private func report(on mutants: [KnownMutant]) async throws -> MutantsReport {
            let progress = Progress()
            defer { progress.end() }
            var stories: [MutantStory] = []
            for mutant in [nil] + mutants.map(Optional.some) {
                let place =
                    "\(stories.count) of \(mutants.count) mutants: \(mutant?.name ?? "the unbroken code")"
                let story = try await story(of: mutant) { progress.update("\(place), \($0)") }
                stories.append(story)
                progress.end()
                if !json { Terminal.output.write(MutantsText.text(story, on: .output)) }
            }
            return MutantsReport(stories: stories)
        }

        private func story(
            of mutant: KnownMutant?, progress: (_ proof: String) -> Void
        ) async throws -> MutantStory {
            var trials: [MutantTrial] = []
            for proof in Proofs.all where proof.runsTheRuntime || mutant?.isOfTheRuntime != true {
                if mutant != nil, stopsAtFirst, trials.contains(where: \.isCaught) { break }
                progress(proof.name)
                trials.append(
                    try await TrialProcess(proof: proof.name, mutant: mutant?.name, limit: limit).run())
            }
            return MutantStory(
                mutant: mutant?.name, title: mutant?.title ?? "every proof must pass",
                promise: mutant?.promise ?? "", trials: trials)
        }
    }
#endif
