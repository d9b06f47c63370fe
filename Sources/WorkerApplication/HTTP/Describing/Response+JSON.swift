import Choreography
import Foundation
import Hummingbird

extension Response {
    /// A JSON answer that no cache keeps.
    static func json(
        _ body: some Encodable, status: HTTPResponse.Status = .ok, contentType: String = MediaTypes.json,
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = contentType
        headers[.cacheControl] = "no-store"
        // What a browser takes for a page could run.
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder.canonical.encode(body) + [0x0A]))
        )
    }
}
