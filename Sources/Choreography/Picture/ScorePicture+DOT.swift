extension ScorePicture {
    /// The graph in Graphviz's language: `dot -Tsvg`.
    package var dot: String {
        let names = voices + participants
        let nodes = names.map { name in
            let shape = voices.contains(name) ? "ellipse" : "box"
            return "    \"\(name)\" [shape=\(shape)];\n"
        }
        let edges = arrows.map { arrow in
            let label = arrow.events.map(\.rawValue).joined(separator: "\\n")
            let style = arrow.direction == .forward ? "solid" : "dashed"
            let colour = arrow.direction.colour
            return "    \"\(arrow.speaker)\" -> \"\(arrow.hearer ?? Self.anybody)\" [label=\"\(label)\", "
                + "style=\(style), color=\"\(colour)\", fontcolor=\"\(colour)\"];\n"
        }
        return """
            digraph "\(name)" {
                rankdir=LR; nodesep=0.5; ranksep=1.2;
                node [fontname="Helvetica", style=rounded];
                edge [fontname="Helvetica", fontsize=10];

            """
                + nodes.joined()
                + (hasUnheard ? "    \"\(Self.anybody)\" [shape=plaintext, label=\"whoever cares\"];\n" : "")
                + edges.joined() + "}\n"
    }

    private static let anybody = "ANYBODY"
}
