import Rainbow

/// How a piece of text looks on a terminal.
enum Ink: Sendable, Hashable {
    case red, green, yellow, blue, magenta, cyan, bold, dim

    /// The participants and the voices from outside, each in its own colour.
    static func of(_ speaker: String) -> Ink {
        switch speaker {
        case "order": .blue
        case "payment": .green
        case "inventory": .yellow
        case "shipping": .magenta
        case "email": .cyan
        default: .bold
        }
    }

    func apply(to text: String) -> String {
        switch self {
        case .red: text.red
        case .green: text.green
        case .yellow: text.yellow
        case .blue: text.blue
        case .magenta: text.magenta
        case .cyan: text.cyan
        case .bold: text.bold
        case .dim: text.dim
        }
    }
}
