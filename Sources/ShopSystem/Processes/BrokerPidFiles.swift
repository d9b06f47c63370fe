import Glibc

/// The files in which a private broker's folder tells what runs.
///
/// When its owner is killed, a watcher of the broker's own ends what they name, and removes them. A new broker
/// in the same folder must not write them before that is over, or the watcher would take it for the old one.
struct BrokerPidFiles {
    let folder: String

    private static let names = ["broker", "epmd"]

    /// The processes that the files name.
    var processes: [String: ProcessIdentity] {
        Self.names.reduce(into: [:]) { processes, name in
            let text = SmallFile.read(path(name))?.split(whereSeparator: \.isWhitespace).first
            processes[name] = text.flatMap { Int32($0) }.flatMap(ProcessIdentity.of)
        }
    }

    /// Returns when the watcher is through; at once when there is nothing.
    func waitForWatcher() async {
        var deadline = ContinuousClock.now + .seconds(20)
        var hasEnded = false
        while Self.names.contains(where: { access(path($0), F_OK) == 0 }), ContinuousClock.now < deadline {
            if !hasEnded, processes.isEmpty {
                // Nothing runs any more: the watcher has a moment to tidy up, if there is one at all.
                hasEnded = true
                deadline = ContinuousClock.now + .seconds(1)
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        for name in Self.names { unlink(path(name)) }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name).pid" }
}
