extension JSONDocument {
    /// There is null, or another type than `type`.
    func unfit(_ type: any Any.Type, at place: UInt32) -> DecodingError {
        self[place].kind == .null ? missing(type, at: place) : mismatch(type, at: place)
    }

    /// There is another type than `type`.
    func mismatch(_ type: any Any.Type, at place: UInt32) -> DecodingError {
        .typeMismatch(
            type,
            DecodingError.Context(
                codingPath: path(to: place),
                debugDescription: "Expected to decode \(type) but found \(self[place].kind.words) instead."))
    }

    private func missing(_ type: any Any.Type, at place: UInt32) -> DecodingError {
        .valueNotFound(
            type,
            DecodingError.Context(
                codingPath: path(to: place),
                debugDescription: "Cannot get value of type \(type) -- found null value instead"))
    }
}

extension JSONDocument.Kind {
    /// In words for people.
    fileprivate var words: String {
        switch self {
        case .null: "null"
        case .yes, .no: "bool"
        case .number: "number"
        case .asciiText, .plainText, .text: "a string"
        case .list: "an array"
        case .object, .oddObject: "a dictionary"
        }
    }
}

extension DecodingError {
    /// The text is not JSON.
    static let notJSON = DecodingError.dataCorrupted(
        Context(codingPath: [], debugDescription: "The given data was not valid JSON."))

    /// The same error about a value that is not the first of a list but stands at `path`; one about the text, which
    /// has no path, stays what it is.
    func moved(to path: [any CodingKey]) -> DecodingError {
        func moved(_ context: Context) -> Context {
            guard !context.codingPath.isEmpty else { return context }
            return Context(
                codingPath: path + context.codingPath.dropFirst(), debugDescription: context.debugDescription,
                underlyingError: context.underlyingError)
        }
        switch self {
        case .typeMismatch(let type, let context): return .typeMismatch(type, moved(context))
        case .valueNotFound(let type, let context): return .valueNotFound(type, moved(context))
        case .keyNotFound(let key, let context): return .keyNotFound(key, moved(context))
        case .dataCorrupted(let context): return .dataCorrupted(moved(context))
        @unknown default: return self
        }
    }
}
