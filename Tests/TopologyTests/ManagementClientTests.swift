import RabbitMQManagement
import Testing

/// What the client does without a broker.
@Suite struct ManagementClientTests {
    @Test(arguments: ["", "amqp://a:b@h", "http://h:1", "http://user@h:1", "not a url", "http://:b@"])
    func aURLOfAnotherFormIsRefusedWithoutRepeatingIt(url: String) {
        let error = #expect(throws: ManagementError.self) { try ManagementClient(url: url) }
        #expect(error?.description.contains("http://user:password@host:15672") == true)
    }

    @Test func descriptionsHoldNoCredentials() throws {
        let client = try ManagementClient(url: "http://guest:hunter%402@127.0.0.1:15672/")
        #expect("\(client)" == "management API at 127.0.0.1:15672")
        #expect(!String(describing: client).contains("hunter"))
        var dumped = ""
        dump(client, to: &dumped)
        #expect(!dumped.contains("hunter") && !dumped.contains("Basic"))
    }

    @Test func whereNobodyListensTheErrorSaysSo() async throws {
        let client = try ManagementClient(url: "http://guest:s3cret@127.0.0.1:1")
        let error = await #expect(throws: ManagementError.self) { try await client.version() }
        #expect(error?.status == nil)
        #expect(error?.description.contains("GET /api/overview at 127.0.0.1:1 failed") == true)
        #expect(error?.description.contains("s3cret") == false)
    }
}
