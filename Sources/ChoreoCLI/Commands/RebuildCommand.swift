import ArgumentParser
import ShopSystem

/// `choreo rebuild`
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Has a worker make its read models anew from all recorded facts.",
        discussion: """
            The worker does it while it works, beside the read model that is in use, and puts the new one in its \
            place when it is complete: whoever reads sees the old one or the new one, never a half. Without a \
            name all of the worker's read models take their turn. Ctrl-C ends the command; the worker brings to \
            its end what it has begun.

            EXAMPLES
              choreo rebuild
              choreo rebuild order_view
              choreo rebuild order_view --json | jq .projections[0].milliseconds
              CHOREO_HTTP_TOKEN_FILE=token choreo rebuild --url http://orders.example:8081

            EXIT CODES
              0   every new read model is in place
              1   one was not made; the old one is in use still, and the message says why
              65  there is no such worker, or the token cannot be read
              69  no shop runs here, the worker cannot be reached, or it refuses
              75  it is being rebuilt already, or the worker cannot answer at the moment
            """)

    @Argument(help: "Which read model, as in order_view; all of the worker's unless given.")
    var projection: String?

    @Flag(help: "Prints one JSON object at the end.")
    var json = false

    @OptionGroup var options: DoorOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let door = try options.door()
        let outcome = try await Interruption.orUntilInterrupted {
            var outcomes: [RebuildOutcome] = []
            for name in try await names(at: door) {
                let outcome = try await rebuild(name, at: door)
                outcomes.append(outcome)
                if !json { tell(outcome) }
            }
            if json { Terminal.output.line(try JSONOutput.line(Report(projections: outcomes))) }
            let failed = outcomes.filter { !$0.isFinished }.map(\.name)
            guard failed.isEmpty else {
                throw CommandFailure(
                    .failed,
                    "not rebuilt: \(failed.joined(separator: ", ")); what was there before is in use still")
            }
        }
        if outcome.wasInterrupted {
            Terminal.error.line("the worker brings to its end what it has begun")
            throw CancellationError()
        }
    }

    private struct Report: Encodable { let projections: [RebuildOutcome] }

    private func names(at door: WorkerDoor) async throws -> [String] {
        if let projection { return [projection] }
        return try await door.projections()
    }

    /// Returns when it has ended.
    private func rebuild(_ name: String, at door: WorkerDoor) async throws -> RebuildOutcome {
        let progress = Progress()
        defer { progress.end() }
        let start = ContinuousClock.now
        var report = try await door.startRebuild(name)
        while report.isBeingRebuilt {
            progress.update("\(name): \(report.rebuild?.position ?? 0) of \(report.head) facts")
            try await Task.sleep(for: .milliseconds(100))
            report = try await door.projection(name)
        }
        return RebuildOutcome(report, after: .now - start)
    }

    private func tell(_ outcome: RebuildOutcome) {
        let time = Duration.milliseconds(outcome.milliseconds).short
        if outcome.isFinished {
            let end = Terminal.output.paint("rebuilt", .green)
            Terminal.output.line(
                "\(outcome.name.onOneLine)  \(end) from \(outcome.position) facts in \(time)")
        } else {
            let end = Terminal.output.paint("failed", .red)
            let error = (outcome.error ?? "nobody knows why").onOneLine
            Terminal.output.line("\(outcome.name.onOneLine)  \(end) after \(time): \(error)")
        }
    }
}
