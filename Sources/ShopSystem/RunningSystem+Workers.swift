import Glibc

extension RunningSystem {
    /// Waits until every worker consumes and publishes.
    ///
    /// - Throws: ``SystemError`` with the last lines of the workers that do not.
    public func waitUntilReady(timeout: Duration = .seconds(60)) async throws {
        do {
            try await waitUntil("every worker consumes", timeout: timeout) {
                await states.values.allSatisfy { $0.isReady }
            }
        } catch let error as SystemError {
            let waitingFor = await states.filter { !$0.value.isReady }.keys.sorted()
            let last = waitingFor.flatMap { name in logs.lines(of: name).suffix(5).map { "  \(name): \($0)" }
            }
            throw SystemError(
                .workerFailed,
                "\(waitingFor.joined(separator: ", ")) did not get ready (\(error)). What they wrote last:\n"
                    + last.joined(separator: "\n"))
        }
    }

    /// Stops a worker as SIGTERM does and starts it anew; returns when it is ready again.
    public func restartWorker(_ name: String, timeout: Duration = .seconds(30)) async throws {
        let process = try process(of: name)
        let before = await process.state.starts
        await process.restart()
        try await waitUntilBack(name, afterStart: before, timeout: timeout)
    }

    /// Ends a worker with SIGKILL; it is started again after the backoff.
    public func killWorker(_ name: String) async throws { try await process(of: name).send(SIGKILL) }

    /// Holds a worker where it is (SIGSTOP): it neither works nor ends.
    public func pauseWorker(_ name: String) async throws { try await process(of: name).send(SIGSTOP) }

    /// Lets a worker that was paused go on (SIGCONT).
    public func resumeWorker(_ name: String) async throws { try await process(of: name).send(SIGCONT) }

    /// Waits until a worker that has died runs again and is ready.
    ///
    /// - Parameter starts: how often it had been started before, see ``WorkerState/starts``.
    public func waitUntilBack(
        _ name: String, afterStart starts: Int, timeout: Duration = .seconds(30)
    ) async throws {
        let process = try process(of: name)
        try await waitUntil("\(name) is back", timeout: timeout) {
            let state = await process.state
            return state.starts > starts && state.isReady
        }
    }
}
