import Hummingbird
import NIOCore

/// The body of a request as bytes that may be JSON: of that media type, not too large, strictly UTF-8.
enum JSONBody {
    static func bytes(of request: Request, atMost limit: Int) async throws -> [UInt8] {
        try checkType(request.headers[.contentType])
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw Problem.tooLarge(limit: limit)
        }
        let bytes: [UInt8]
        do {
            bytes = Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
        guard !bytes.isEmpty else { throw Problem.badRequest("the body is empty; a JSON object is expected") }
        // JSONDecoder takes UTF-16 and UTF-32 as well, which hold zeros.
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw Problem.badRequest("the body is not UTF-8")
        }
        return bytes
    }

    private static func checkType(_ text: String?) throws(Problem) {
        let parts = (text ?? "").lowercased().split(separator: ";").map { $0.trimmingBlanks() }
        let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
        guard parts.first == MediaTypes.json,
            charsets.allSatisfy({ ["charset=utf-8", "charset=\"utf-8\""].contains($0) })
        else {
            throw Problem(
                .unsupportedMediaType, detail: "the body must be JSON: Content-Type: \(MediaTypes.json)")
        }
    }
}

/// The media types that the door speaks.
enum MediaTypes {
    static let json = "application/json"
    static let problem = "application/problem+json"
    static let eventStream = "text/event-stream"
}
