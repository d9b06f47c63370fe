/// A text that is shown again and again: in place on a terminal, one block after the other elsewhere.
///
/// On a terminal it is on the alternate screen, so that what was there before comes back at the end.
final class LiveText {
    private let terminal: Terminal
    private var last = ""
    private var hasBegun = false

    init(on terminal: Terminal) { self.terminal = terminal }

    /// Shows `text` in the place of the one before. In one piece, over what is there, so that nothing flickers.
    func show(_ text: String) {
        guard terminal.isInteractive else {
            terminal.write((last.isEmpty ? "" : "\n") + text)
            last = text
            return
        }
        let begin = hasBegun ? "" : Control.alternateScreen + Control.hideCursor
        hasBegun = true
        last = text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        terminal.write(
            begin + Control.home + lines.joined(separator: Control.clearToEndOfLine + "\n")
                + Control.clearBelow)
    }

    /// Gives the terminal back as it was, with the last text on it.
    func end() {
        guard hasBegun else { return }
        hasBegun = false
        terminal.write(Control.showCursor + Control.mainScreen + last)
    }

    private enum Control {
        static let alternateScreen = "\u{1B}[?1049h"
        static let mainScreen = "\u{1B}[?1049l"
        static let hideCursor = "\u{1B}[?25l"
        static let showCursor = "\u{1B}[?25h"
        static let home = "\u{1B}[H"
        static let clearToEndOfLine = "\u{1B}[K"
        static let clearBelow = "\u{1B}[J"
    }
}
