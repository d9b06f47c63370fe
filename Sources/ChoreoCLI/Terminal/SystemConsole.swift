import ShopSystem

/// Shows a running shop on the terminal: its workers' lines on standard output, what happens to them on
/// standard error.
struct SystemConsole: Sendable {
    /// A line of ours.
    func say(_ text: String) {
        Terminal.error.line("\(Terminal.error.paint("choreo".padded(to: 9), .bold)) │ \(text)")
    }

    /// A line of a worker.
    @Sendable func show(_ line: LogLine) {
        let name = Terminal.output.paint(line.worker.padded(to: 9), .of(line.worker))
        Terminal.output.line("\(name) │ \(line.text)")
    }

    /// Something that happens to the system.
    @Sendable func show(_ notice: SystemNotice) {
        switch notice {
        case .progress(let what): say("\(what) …")
        case .endedLeftovers(let names):
            say("an earlier run was killed and had left \(names.joined(separator: ", ")) running; ended")
        case .workerStarted(let name, let pid): say("\(name) has process \(pid)")
        case .workerReady(let name): say("\(name) is ready")
        case .workerDied(let name, let how, let wait):
            let text = "\(name) died (\(how)); it is started again in \(wait.short)"
            say(Terminal.error.paint(text, .red))
        case .ready: break
        }
    }

    /// What to do now.
    func tellReady(_ system: RunningSystem) async {
        let directory = system.configuration.directory
        say(Terminal.error.paint("everything consumes", .green))
        if let door = await system.states["order"]?.http { say("customers: \(door)") }
        say("addresses and passwords: \(directory)/run.json")
        if let mails = system.configuration.mails { say("mails: \(mails)") }
        say("now, in another terminal: choreo publish order.requested   or   choreo tail")
        say("Ctrl-C stops everything")
    }
}
