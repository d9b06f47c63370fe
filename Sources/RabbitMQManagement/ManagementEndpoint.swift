import Foundation

/// Where the management API is, and as whom to ask.
struct ManagementEndpoint: Sendable {
    /// Scheme, host, port and path prefix without credentials and trailing slash.
    let base: String
    /// Host and port, for people.
    let name: String
    /// The value of the authorization header.
    let authorization: String

    init(_ url: String) throws(ManagementError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme,
            ["http", "https"].contains(scheme), let host = parts.percentEncodedHost, !host.isEmpty,
            let user = parts.user, let password = parts.password
        else {
            throw ManagementError(
                request: "Reading the management URL", status: nil, reason: "it is not a URL of that form",
                advice: "Write http://user:password@host:15672, with special characters percent-encoded")
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        let path = parts.percentEncodedPath
        base = "\(scheme)://\(host)\(port)\(path.hasSuffix("/") ? String(path.dropLast()) : path)"
        name = "\(host)\(port)"
        authorization = "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
    }

    /// The URL of `/api` and these path segments, each percent-encoded (a virtual host may be `/`).
    func url(_ segments: [String], query: String? = nil) -> URL? {
        URL(string: base + Self.path(segments) + (query.map { "?\($0)" } ?? ""))
    }

    static func path(_ segments: [String]) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return "/api"
            + segments.map { "/\($0.addingPercentEncoding(withAllowedCharacters: plain) ?? $0)" }.joined()
    }
}
