import Foundation

/// What a decoder makes of a body: the value, or what it complains about.
enum Outcome<Value: Equatable>: Equatable {
    case value(Value)
    /// The kind of error with its type, and the path; paths are compared by names and numbers.
    case complaint(String, path: [Step])

    struct Step: Equatable {
        let name: String
        let index: Int?
    }

    init(_ decode: () throws -> Value) {
        do {
            self = .value(try decode())
        } catch let error as DecodingError {
            self = Self.complaint(error)
        } catch {
            self = .complaint("\(error)", path: [])
        }
    }

    private static func complaint(_ error: DecodingError) -> Outcome {
        func complaint(_ kind: String, _ context: DecodingError.Context) -> Outcome {
            .complaint(kind, path: context.codingPath.map { Step(name: $0.stringValue, index: $0.intValue) })
        }
        switch error {
        case .keyNotFound(let key, let context): return complaint("keyNotFound \(key.stringValue)", context)
        case .typeMismatch(let type, let context): return complaint("typeMismatch \(type)", context)
        case .valueNotFound(let type, let context): return complaint("valueNotFound \(type)", context)
        case .dataCorrupted(let context):
            return complaint("dataCorrupted \(context.debugDescription)", context)
        @unknown default: return .complaint("\(error)", path: [])
        }
    }
}
