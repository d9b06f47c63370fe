import RabbitMQManagement

/// The differences between broker and score, for people and for machines.
struct TopologyDiffReport: Encodable {
    let differences: [TopologyDifference]
    let errors: Int
    let warnings: Int

    init(_ differences: [TopologyDifference]) {
        self.differences = differences
        errors = differences.count { $0.severity == .error }
        warnings = differences.count - errors
    }

    func text(on terminal: Terminal = .output) -> String {
        guard !differences.isEmpty else {
            return terminal.paint("the broker holds the topology, and nothing else", .green) + "\n"
        }
        let verdict =
            errors == 0
            ? terminal.paint("the broker holds the topology", .green)
            : terminal.paint("\(errors) difference\(errors == 1 ? "" : "s")", .red)
        let besides =
            warnings == 0 ? "" : ", and \(warnings) thing\(warnings == 1 ? "" : "s") beside the score"
        return differences.map { text(of: $0, on: terminal) }.joined() + "\(verdict)\(besides)\n"
    }

    private func text(of difference: TopologyDifference, on terminal: Terminal) -> String {
        let mark =
            difference.severity == .error
            ? terminal.paint("differs", .red) : terminal.paint("warning", .yellow)
        let lines = [
            ("expected", difference.expected), ("found", difference.found), ("mend", difference.mend),
        ].compactMap { name, text in
            text.flatMap { $0.isEmpty ? nil : "    \("\(name):".padded(to: 10))\($0.onOneLine)\n" }
        }
        return "\(mark)  \(difference.description.onOneLine)\n" + lines.joined()
    }
}
