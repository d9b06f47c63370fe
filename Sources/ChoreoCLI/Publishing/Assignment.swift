import Choreography

/// One `--set path=value`.
struct Assignment: Hashable {
    let path: JSONPath
    let value: JSONValue

    /// The value is JSON where it can be read as JSON (`2`, `true`, `null`, `"2"`, `[…]`), else text.
    ///
    /// - Throws: ``CommandFailure`` naming what is missing.
    init(_ text: String) throws(CommandFailure) {
        guard let equals = text.firstIndex(of: "=") else {
            throw CommandFailure(
                .badData, "--set \(text): an = is missing; write path=value, as in lines[0].quantity=2")
        }
        path = try JSONPath(String(text[..<equals]))
        let written = text[text.index(after: equals)...]
        value = JSONValue(parsing: written.utf8) ?? .string(String(written))
    }
}
