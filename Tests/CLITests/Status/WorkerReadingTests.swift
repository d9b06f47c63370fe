import Testing

@testable import ShopSystem

/// Over real HTTP.
@Suite(.timeLimit(.minutes(5))) struct WorkerReadingTests {
    private static let health = (
        status: "200 OK",
        body: #"{"status":"ready","consuming":true,"publishing":true,"outbox_depth":4,"reasons":[]}"#
    )

    private func take(_ answers: [String: (status: String, body: String)]?) async throws -> WorkerReading {
        let server = try SmallHTTPServer(answers)
        let reading = await WorkerReading.take(of: "order", at: server.url, token: nil)
        withExtendedLifetime(server) {}
        return reading
    }

    @Test func `Health and figures are read`() async throws {
        let metrics = "choreography_ready{participant=\"order\"} 1\nchoreography_outbox_depth 9\n"
        let reading = try await take(["/health/ready": Self.health, "/metrics": ("200 OK", metrics)])
        #expect(reading.door == .answers && reading.isReady == true)
        #expect(reading.health?.consuming == true && reading.health?.outboxDepth == 4)
        #expect(reading.figures?.count("choreography_outbox_depth") == 9 && reading.note == nil)
    }

    @Test func `A worker that is not ready says why`() async throws {
        let body = #"{"status":"not ready","consuming":false,"publishing":true,"reasons":["no disk"]}"#
        let reading = try await take(["/health/ready": ("503 Service Unavailable", body)])
        #expect(reading.isReady == false && reading.health?.reasons == ["no disk"])
    }

    @Test func `Without the endpoint of the figures they are not known`() async throws {
        let reading = try await take(["/health/ready": Self.health])
        #expect(reading.isReady == true && reading.figures == nil && reading.note == nil)
    }

    @Test func `Figures behind a token are not known, and that is said`() async throws {
        let refused = (status: "401 Unauthorized\r\nWWW-Authenticate: Bearer", body: "{}")
        let reading = try await take(["/health/ready": Self.health, "/metrics": refused])
        #expect(reading.figures == nil && reading.note?.contains("CHOREO_HTTP_TOKEN") == true)
    }

    @Test func `Somebody else behind the door is not taken for a worker`() async throws {
        let reading = try await take(["/health/ready": ("200 OK", "<html>")])
        #expect(reading.door == .answers && reading.isReady == nil && reading.health == nil)
    }

    @Test func `Silence and nobody are two things`() async throws {
        #expect(try await take(nil).door == .silent)
        let server = try SmallHTTPServer([:])
        let url = server.url
        #expect(await WorkerReading.take(of: "order", at: url, token: nil).door == .answers)
        #expect(await WorkerReading.take(of: "order", at: "http://127.0.0.1:1", token: nil).door == .closed)
        withExtendedLifetime(server) {}
    }
}
