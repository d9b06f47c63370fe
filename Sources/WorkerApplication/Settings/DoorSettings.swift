/// What can be told about the HTTP door.
struct DoorSettings: Sendable {
    let host = Setting<String>.text(
        "http.host", default: "127.0.0.1", placeholder: "ADDRESS",
        help: """
            Where the HTTP door listens. On an address that others can reach it answers only its health and \
            its metrics until HTTP_TOKEN is set.
            """)
    let port: Setting<Int>
    let token = Setting<String?>(
        "http.token", placeholder: "TEXT",
        help: """
            What a request must show as Authorization: Bearer TEXT, except for /health, /metrics and \
            /openapi.json; at least 16 characters. Without it only programs on this machine may ask, by the name localhost or \
            an address like 127.0.0.1.
            """, absent: nil, defaultText: nil, sensitivity: .secret, convert: token)
    let maximumBodyBytes = Setting<Int>.integer(
        "http.max.body.bytes", in: 1_024...(16 << 20), default: 64 << 10,
        help: "Larger bodies of requests are refused.")
    let origins = Setting<[String]>(
        "http.cors.origins", placeholder: "A,B",
        help: "Web pages from these origins may ask, as in https://shop.example. Default: none.",
        absent: [], defaultText: nil, convert: origins)
    let maximumStreams = Setting<Int>.integer(
        "http.max.streams", in: 1...10_000, default: 100,
        help: "How many event streams may be open at a time.")

    init(port: Int) {
        self.port = .integer(
            "http.port", in: 0...65_535, default: port,
            help: """
                Port of the HTTP door: /health/live, /health/ready, /metrics, /openapi.json; 0 takes any free one.
                """)
    }

    var all: [any SettingDeclaration] { [host, port, token, maximumBodyBytes, origins, maximumStreams] }

    func policy(from settings: Settings) -> DoorPolicy {
        DoorPolicy(
            host: settings[host], token: settings[token], origins: settings[origins],
            maximumBodyBytes: settings[maximumBodyBytes])
    }

    /// What a header can carry (RFC 6750: b64token) and nobody can guess in passing.
    private static func token(_ text: String) throws(BadValue) -> String? {
        let signs = Set("-._~+/=".utf8)
        guard text.utf8.count >= 16,
            text.utf8.allSatisfy({
                signs.contains($0)
                    || Character(UnicodeScalar($0)).isASCII
                        && (Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber)
            })
        else { throw BadValue(expected: "at least 16 letters, digits or any of -._~+/=") }
        return text
    }

    /// A browser sends scheme, host and port in lower case, and nothing behind them.
    private static func origins(_ text: String) throws(BadValue) -> [String] {
        let origins = text.split(separator: ",").map { $0.trimmingBlanks().lowercased() }.filter {
            !$0.isEmpty
        }
        for origin in origins {
            let hosts = ["http://", "https://"].compactMap { scheme in
                origin.hasPrefix(scheme) ? origin.dropFirst(scheme.count) : nil
            }
            guard let host = hosts.first, !host.isEmpty,
                host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !host.contains(where: "/?#@*".contains)
            else { throw BadValue(expected: "origins such as https://shop.example, without a path or a *") }
        }
        return origins
    }
}
