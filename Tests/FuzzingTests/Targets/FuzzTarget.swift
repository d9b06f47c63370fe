/// Something that takes what comes from outside, and what must hold for whatever comes. Each is defined once: the
/// tests replay the corpus and a bounded number of mutations through it, libFuzzer millions of inputs.
struct FuzzTarget: Sendable {
    /// The name of its folder in the corpus.
    let name: String
    /// Sound inputs to begin with.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// What stands in inputs, for the mutations to put in.
    let words: [String]
    /// Throws ``FuzzViolation`` when something does not hold. To return at all, and soon, is the first thing that
    /// must; what the input is refused with is no violation.
    let check: @Sendable ([UInt8]) throws -> Void

    static let all = [
        properties, frames, confirms, envelope, event, json, settings, address, mail, text,
    ]
}

/// Something that must hold for every input does not for this one.
struct FuzzViolation: Error, CustomStringConvertible {
    let description: String
}

/// - Throws: ``FuzzViolation`` unless `condition`.
func must(_ condition: Bool, _ what: @autoclosure () -> String) throws(FuzzViolation) {
    guard condition else { throw FuzzViolation(description: what()) }
}

/// - Throws: ``FuzzViolation`` when there is none.
func must<Value>(_ value: Value?, _ what: @autoclosure () -> String) throws(FuzzViolation) -> Value {
    guard let value else { throw FuzzViolation(description: what()) }
    return value
}
