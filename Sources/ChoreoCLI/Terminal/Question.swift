import Glibc

/// A question to whoever sits at the terminal.
enum Question {
    /// Whether somebody is there to answer.
    static var canBeAsked: Bool { isatty(STDIN_FILENO) == 1 && Terminal.error.isInteractive }

    /// Whether the answer is yes; `default` when nothing but Enter is pressed, no at the end of the input.
    static func isAnsweredYes(_ question: String, default isYes: Bool) -> Bool {
        Terminal.error.write("\(question) \(isYes ? "[Y/n]" : "[y/N]") ")
        guard let answer = readLine()?.lowercased() else { return false }
        return answer.isEmpty ? isYes : answer == "y" || answer == "yes"
    }
}
