import ArgumentParser
import Choreography
import ShopEvents

/// `choreo topology graph`
struct TopologyGraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draws the choreography: who says what to whom, the way forward told from the way back.",
        discussion: """
            Made from the score alone; no broker is needed. Forward is solid, backward dashed.

            EXAMPLES
              choreo topology graph                                   Mermaid, as in the README
              choreo topology graph --format svg --output dance.svg   a column for everybody, a row for each event
              choreo topology graph --format dot | dot -Tpdf > dance.pdf
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case mermaid, dot, svg
    }

    @Option(help: "How it is drawn.")
    var format = Format.mermaid

    @OptionGroup var output: OutputFile
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let picture = ScorePicture(.shop)
        switch format {
        case .mermaid: try output.write(picture.mermaid)
        case .dot: try output.write(picture.dot)
        case .svg: try output.write(picture.svg)
        }
    }
}
