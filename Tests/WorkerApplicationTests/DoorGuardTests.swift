import Foundation
import Testing

@testable import WorkerApplication

@Suite("Who may ask at the door", .timeLimit(.minutes(1)))
struct DoorGuardTests {
    private static let token = "0123456789abcdef"
    private static let body = #"{"lines":[],"note":""}"#

    @Test("with a token: only who shows it, for reading as for changing; the description is open")
    func token() async throws {
        for host in ["127.0.0.1", "0.0.0.0"] {
            let policy = DoorPolicy(host: host, token: Self.token)
            try await OpenDoor.with(Toys.all, policy: policy) { door in
                let wrong = [
                    "", "Bearer", "Bearer 0123456789abcdeF", "Bearer 0123456789abcde", "Basic \(Self.token)",
                    "Bearer \(Self.token)0", "Bearer \(Self.token)\(Self.token)", Self.token,
                ]
                for value in wrong {
                    let headers = ["Authorization": value]
                    let answer = try await door.post("/toys", Self.body, headers: headers)
                    #expect(answer.status == 401, "\(value)")
                    #expect(answer.headers["www-authenticate"] == "Bearer")
                    #expect(try await door.ask("GET", "/toys/3", headers: headers).status == 401)
                }
                let right = ["Authorization": "bearer \(Self.token)"]
                #expect(try await door.post("/toys", Self.body, headers: right).status == 200)
                #expect(try await door.ask("GET", "/toys/3", headers: right).status == 200)
                #expect(try await door.ask("GET", "/openapi.json").status == 200)
            }
        }
    }

    @Test("without one, on an address that others reach: nobody, and told what to set")
    func open() async throws {
        try await OpenDoor.with(Toys.all, policy: DoorPolicy(host: "0.0.0.0")) { door in
            for answer in [try await door.post("/toys", Self.body), try await door.ask("GET", "/toys/3")] {
                #expect(answer.status == 403)
                #expect(answer.problem?.detail?.contains("HTTP_TOKEN_FILE") == true)
            }
        }
    }

    @Test("without one, on this machine: by its own names alone, since other names can be made to point here")
    func rebinding() async throws {
        try await OpenDoor.with(Toys.all) { door in
            let port = try #require(URL(string: door.url)?.port)
            for (host, status) in [
                ("localhost:\(port)", 200), ("LOCALHOST", 200), ("[::1]:1", 200), ("127.9.9.9", 200),
                ("evil.example:\(port)", 403), ("127.0.0.1.evil.example", 403),
                ("localhost.evil.example", 403),
                ("192.168.1.1", 403), ("127.0.0.1:80@evil", 403),
            ] {
                let answer = try await RawHTTP.ask(
                    port, "POST /toys HTTP/1.1", ["Host: \(host)", "Content-Type: application/json"],
                    Self.body)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(host): \(answer.prefix(40))")
                let read = try await RawHTTP.ask(port, "GET /toys/3 HTTP/1.1", ["Host: \(host)"], "")
                #expect(read.hasPrefix("HTTP/1.1 \(status) "), "\(host): \(read.prefix(40))")
            }
        }
    }

    @Test("a page from elsewhere changes nothing, unless its origin is named")
    func origins() async throws {
        let policy = DoorPolicy(origins: ["https://shop.example"])
        try await OpenDoor.with(Toys.all, policy: policy) { door in
            for (origin, status) in [
                ("https://shop.example", 200), ("https://evil.example", 403), ("null", 403),
            ] {
                let answer = try await door.post("/toys", Self.body, headers: ["Origin": origin])
                #expect(answer.status == status, "\(origin)")
                #expect((answer.headers["access-control-allow-origin"] == origin) == (status == 200))
                #expect(answer.headers["vary"] == "Origin")
                let preflight = try await door.ask(
                    "OPTIONS", "/toys", headers: ["Origin": origin, "Access-Control-Request-Method": "POST"])
                #expect(preflight.status == (status == 200 ? 204 : 405))
            }
        }
        try await OpenDoor.with(Toys.all) { door in
            let headers = ["Origin": "https://shop.example", "Access-Control-Request-Method": "POST"]
            let off = try await door.ask("OPTIONS", "/toys", headers: headers)
            #expect(off.status == 405)
            #expect(off.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test("settings: a token that is too short or cannot be sent, and origins that are none, are refused")
    func settings() throws {
        for token in ["short", "fifteen-letters", "with blanks 0123456789", "ünïcödé-0123456789"] {
            let problems = try #require(Trial.refusal(environment: ["HTTP_TOKEN": token]))
            #expect(problems.description.contains("HTTP_TOKEN"))
            #expect(!problems.description.contains(token))
        }
        let settings = try Trial.settings(
            environment: ["HTTP_TOKEN": Self.token, "HTTP_CORS_ORIGINS": "https://A.example, http://b:81"])
        let policy = Trial.program.common.http.policy(from: settings)
        #expect(policy.token == Self.token)
        #expect(policy.origins == ["https://a.example", "http://b:81"])
        #expect(settings.secrets.contains(Self.token))
        for origin in ["*", "shop.example", "https://shop.example/", "https://*.example"] {
            #expect(Trial.refusal(environment: ["HTTP_CORS_ORIGINS": origin]) != nil, "\(origin)")
        }
    }
}
