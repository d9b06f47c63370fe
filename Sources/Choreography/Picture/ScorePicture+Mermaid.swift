extension ScorePicture {
    /// A Mermaid flowchart: voices round, participants square, the way back dotted.
    package var mermaid: String {
        let arrows = arrows
        let nodes =
            voices.map { "    \($0)([\($0)])\n" } + participants.map { "    \($0)[\($0)]\n" }
            + (hasUnheard ? ["    \(Self.anybody)([whoever cares])\n"] : [])
        let edges = arrows.map { arrow in
            let label = "\"\(arrow.events.map(\.rawValue).joined(separator: "<br/>"))\""
            let line =
                switch arrow.direction {
                case .forward: "-- \(label) -->"
                case .backward: "-. \(label) .->"
                }
            return "    \(arrow.speaker) \(line) \(arrow.hearer ?? Self.anybody)\n"
        }
        let colours = Direction.allCases.compactMap { direction -> String? in
            let numbers = arrows.indices.filter { arrows[$0].direction == direction }
            guard !numbers.isEmpty else { return nil }
            let list = numbers.map(String.init).joined(separator: ",")
            return "    linkStyle \(list) stroke:\(direction.colour)\n"
        }
        return (["flowchart LR\n"] + nodes + edges + colours).joined()
    }

    /// A participant's name has no capitals.
    private static let anybody = "ANYBODY"
}
