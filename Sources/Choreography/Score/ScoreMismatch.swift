/// A score cannot be played, or a participant's reactions are not what it says.
public struct ScoreMismatch: Error, Hashable, CustomStringConvertible {
    /// What differs and how to mend it.
    public let description: String

    package init(description: String) { self.description = description }

    static func checkedPart(
        of participant: String, reactions: [Reaction], in score: Score
    ) throws(ScoreMismatch) -> Score.Part {
        let problems = score.problems()
        guard problems.isEmpty else {
            throw ScoreMismatch(
                description: "the score \(score.name) cannot be played:"
                    + problems.map { "\n  \($0)" }.joined())
        }
        guard let part = score.part(of: participant) else {
            throw ScoreMismatch(
                description: "the score \(score.name) has no part for \(participant); it has parts for "
                    + score.parts.map(\.name).joined(separator: ", "))
        }
        let written = Set(part.steps.map(\.trigger))
        let played = reactions.map(\.trigger)
        var differences: [String] = []
        for trigger in written.subtracting(played) {
            differences.append("the score lets it hear \(trigger), but it has no reaction to it")
        }
        for trigger in Set(played).subtracting(written) {
            differences.append("it reacts to \(trigger), which is not in its part")
        }
        for trigger in Set(played) where played.count(where: { $0 == trigger }) > 1 {
            differences.append("it has more than one reaction to \(trigger)")
        }
        guard differences.isEmpty else {
            throw ScoreMismatch(
                description: "\(participant) does not play its part of the score \(score.name): "
                    + differences.sorted().joined(separator: "; "))
        }
        return part
    }
}
