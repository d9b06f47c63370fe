import Foundation
import Glibc

/// The processes we started, written down so that the next start finds those that outlived us.
actor ProcessLedger {
    private struct Page: Codable {
        var boot: String
        var processes: [String: ProcessIdentity]
    }

    private let path: String
    private var page: Page

    init(directory: String) {
        path = "\(directory)/processes.json"
        page = Page(boot: Self.boot, processes: [:])
    }

    /// Ends what an earlier owner of the directory left running: only what has the same number, start time
    /// and file as was written down, since the same start of the machine.
    ///
    /// - Returns: the names of what was ended.
    func endLeftovers() async -> [String] {
        let text = FileManager.default.contents(atPath: path)
        guard let earlier = text.flatMap({ try? JSONDecoder().decode(Page.self, from: $0) }),
            earlier.boot == Self.boot
        else { return [] }
        let leftovers = earlier.processes.filter { $0.value.isRunningSameFile }
        await withTaskGroup(of: Void.self) { group in
            for leftover in leftovers.values { group.addTask { await leftover.end(grace: .seconds(12)) } }
        }
        return leftovers.keys.sorted()
    }

    func record(_ process: ProcessIdentity?, as name: String) {
        page.processes[name] = process
        write()
    }

    /// At a clean end there is nothing to find.
    func clear() { unlink(path) }

    private func write() {
        guard let bytes = try? JSONEncoder().encode(page) else { return }
        // Without the page only the search for leftovers suffers.
        try? SmallFile.write([UInt8](bytes), to: path)
    }

    private static let boot =
        SmallFile.read("/proc/sys/kernel/random/boot_id")?.trimmingCharacters(in: .whitespacesAndNewlines)
        ?? ""
}
