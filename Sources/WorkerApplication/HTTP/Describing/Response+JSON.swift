import Choreography
import Foundation
import Hummingbird

extension Response {
    /// A JSON answer that no cache keeps.
    static func json(
        _ body: some Encodable, status: HTTPResponse.Status = .ok, contentType: String = MediaTypes.json,
        headers: HTTPFields = [:]
    ) throws -> Response {
        Response(
            status: status, headers: headers.describingJSON(contentType),
            body: ResponseBody(byteBuffer: try ByteBuffer(json: body)))
    }
}

extension HTTPFields {
    /// With what every JSON answer has.
    func describingJSON(_ contentType: String) -> HTTPFields {
        var headers = self
        headers[.contentType] = contentType
        headers[.cacheControl] = "no-store"
        // What a browser takes for a page could run.
        headers[.xContentTypeOptions] = "nosniff"
        return headers
    }
}

extension ByteBuffer {
    /// The body of a JSON answer.
    init(json body: some Encodable) throws {
        self.init(bytes: try JSONEncoder.canonical.encode(body) + [0x0A])
    }
}
