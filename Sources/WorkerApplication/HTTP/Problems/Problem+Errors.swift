import Choreography
import Foundation
import Hummingbird

extension Problem {
    /// What an error means to whoever asked; nil when it is none of their business.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let invalid as InvalidEvent: self.init(invalid)
        case let failure as Failure:
            guard let problem = Problem(failure) else { return nil }
            self = problem
        case let unknown as UnknownProjection: self = .notFound(unknown.description)
        case let already as AlreadyRebuilding: self.init(.conflict, detail: already.description)
        case let absent as ProjectionNotBuilt:
            self.init(
                .serviceUnavailable, kind: "projection-not-built", title: "Not possible at the moment",
                detail: absent.description, headers: [.retryAfter: "1"])
        case let error as DecodingError: self.init(InvalidEvent(error))
        case let error as HTTPError: self.init(error.status, detail: error.body, headers: error.headers)
        case let error as any HTTPResponseError: self.init(error.status)
        default: return nil
        }
    }

    /// 400 for what is no JSON or has another shape, 422 for what has the shape and not the sense.
    init(_ invalid: InvalidEvent) {
        let isShapeless: Bool = [.notJSON, .wrongShape].contains(invalid.kind)
        self.init(
            isShapeless ? .badRequest : .unprocessableContent, kind: invalid.kind.rawValue,
            title: isShapeless ? "The body cannot be read" : "A value is not acceptable",
            detail: invalid.description,
            errors: invalid.field.map { [FieldError(field: $0, reason: invalid.reason)] } ?? [])
    }

    /// nil for a failure that whoever asked can do nothing about.
    private init?(_ failure: Failure) {
        if failure.isTransient {
            let seconds = failure.retryAt.map { max(1, Int($0.timeIntervalSinceNow.rounded(.up))) } ?? 1
            self.init(
                .serviceUnavailable, kind: failure.kind.rawValue, title: "Not possible at the moment",
                detail: failure.message, headers: [.retryAfter: String(seconds)])
            return
        }
        switch failure.kind {
        case .notJSON, .wrongShape, .missingMessageID:
            self.init(.badRequest, kind: failure.kind.rawValue, detail: failure.message)
        case .invalidValue, .unknownVersion:
            self.init(
                .unprocessableContent, kind: failure.kind.rawValue, title: "A value is not acceptable",
                detail: failure.message)
        case .messageIDReused:
            self.init(
                .unprocessableContent, kind: failure.kind.rawValue, title: "The idempotency key is used up",
                detail: """
                    this Idempotency-Key came before with another request; repeat that one exactly, or take a \
                    new key
                    """)
        case .notAuthorised: self.init(.forbidden, kind: failure.kind.rawValue, detail: failure.message)
        case .tooLarge: self.init(.contentTooLarge, kind: failure.kind.rawValue, detail: failure.message)
        default: return nil
        }
    }
}
