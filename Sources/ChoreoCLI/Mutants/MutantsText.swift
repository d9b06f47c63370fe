/// What the trials of the mutants have shown, for people.
struct MutantsText {
    private static let findingWidth = 110

    /// One mutant, as soon as it is known.
    static func text(_ story: MutantStory, on terminal: Terminal) -> String {
        let name = story.mutant ?? "the unbroken code"
        var text = terminal.paint(name, .bold) + ": \(story.title)\n"
        if story.mutant != nil { text += "  breaks the promise: \(story.promise)\n" }
        for trial in story.trials {
            let isRight = trial.isCaught == (story.mutant != nil)
            let ink: Ink = isRight ? .green : story.isRight ? .dim : .red
            text += "  " + terminal.paint("\(trial.proof) \(word(for: trial))", ink)
            text += ", \(Duration.milliseconds(Int(trial.seconds * 1000)).short)"
            let finding = trial.findings.first.map { ": " + $0.onOneLine.truncated(to: findingWidth) }
            text += (finding ?? "") + "\n"
        }
        return text
    }

    /// Which proof catches which, in the end.
    static func table(_ report: MutantsReport, on terminal: Terminal) -> String {
        let proofs = report.stories.first?.trials.map(\.proof) ?? []
        let rows = report.stories.filter { $0.mutant != nil }.map { story in
            [AlignedTable.Cell(text: story.mutant ?? "", ink: story.isCaught ? nil : .red)]
                + proofs.map { proof in
                    let trial = story.trials.first { $0.proof == proof }
                    let isCaught = trial?.isCaught == true
                    return AlignedTable.Cell(
                        text: trial.map(word) ?? "not asked", ink: isCaught ? .green : .dim)
                }
        }
        let caught =
            rows.isEmpty ? "" : AlignedTable(titles: ["MUTANT"] + proofs, rows: rows).text(on: terminal)
        return caught + "\n" + sum(report, on: terminal)
    }

    private static func word(for trial: MutantTrial) -> String {
        switch trial.verdict {
        case .passed: "sees nothing"
        case .found: "catches it"
        case .crashed: "crashes"
        case .hung: "hangs"
        }
    }

    private static func sum(_ report: MutantsReport, on terminal: Terminal) -> String {
        let mutants = report.stories.filter { $0.mutant != nil }
        let free = mutants.filter { !$0.isCaught }.compactMap(\.mutant)
        var lines: [String] = []
        if report.stories.contains(where: { $0.mutant == nil && $0.isCaught }) {
            lines.append(terminal.paint("the unbroken code does not pass: the proofs prove nothing", .red))
        }
        lines.append(
            free.isEmpty
                ? terminal.paint("every mutant is caught, \(mutants.count) of \(mutants.count)", .green)
                : terminal.paint("not caught: \(free.joined(separator: ", "))", .red))
        return lines.joined(separator: "\n") + "\n"
    }
}
