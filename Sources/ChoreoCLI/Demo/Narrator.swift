import ShopSystem
import Synchronization

/// Tells the story on a terminal while it happens; on standard error when standard output is for machines.
final class Narrator: Sendable {
    private let terminal: Terminal
    private let isBrief: Bool
    private let chapters = Mutex(0)

    /// - Parameter isBrief: headlines only.
    init(_ terminal: Terminal, isBrief: Bool) {
        self.terminal = terminal
        self.isBrief = isBrief
    }

    /// Something about the stage itself.
    func stageDirection(_ text: String) { terminal.line(terminal.paint("  \(text)", .dim)) }

    /// A new part of the story.
    func chapter(_ title: String, _ prologue: String) {
        let number = chapters.withLock { number in
            number += 1
            return number
        }
        guard !isBrief else { return terminal.line("\(number). \(title)") }
        terminal.line("\n\(terminal.paint("\(number). \(title)", .bold))\n   \(prologue)")
    }

    /// What somebody says.
    func event(_ event: HistoryEvent) {
        guard !isBrief else { return }
        terminal.line("   \(EventLine(event).text(on: terminal))")
    }

    /// What happens behind the scenes.
    func aside(_ text: String) {
        guard !isBrief else { return }
        terminal.line("   \(terminal.paint("· \(text)", .yellow))")
    }

    /// How a part ends.
    func outcome(_ text: String, good: Bool = true) {
        guard !isBrief || !good else { return }
        terminal.line("   \(terminal.paint(good ? "✓" : "✗", good ? .green : .red)) \(text)")
    }

    /// The end of it all.
    func write(_ text: String) { terminal.write(text) }
}
