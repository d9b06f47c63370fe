import RabbitMQ
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct AccessTests {
    private let access = BrokerAccess(
        endpoint: ConnectionConfiguration(port: 1234, virtualHost: "shop"),
        passwords: ["order": "p@ss/word", "operator": "x"], managementURL: "http://m")

    @Test func `A URL can be read back, whatever the password`() throws {
        let url = try #require(access.urls["order"])
        #expect(url == "amqp://order:p%40ss%2Fword@127.0.0.1:1234/shop")
        let read = try ConnectionConfiguration(url: url)
        #expect(read.password == "p@ss/word")
        #expect(read.virtualHost == "shop")
    }

    @Test func `A worker's environment has the password beside the URL, and none of our settings`() {
        var configuration = SystemConfiguration(directory: "/d", executables: "/x")
        configuration.deadline = .milliseconds(4500)
        configuration.refusedCountries = ["AQ", "KP"]
        let environment = WorkerEnvironment(
            configuration: configuration, access: access,
            inherited: [
                "PATH": "/bin", "CHOREO_AMQP_URL": "amqp://admin:secret@h", "AMQP_URL": "amqp://else",
            ])
        let order = environment.variables(for: "order")
        #expect(order["AMQP_URL"] == "amqp://order@127.0.0.1:1234/shop")
        #expect(order["AMQP_PASSWORD"] == "p@ss/word")
        #expect(order["DEADLINE"] == "4500ms")
        #expect(order["CHOREO_AMQP_URL"] == nil)
        #expect(environment.variables(for: "shipping")["REFUSED_COUNTRIES"] == "AQ,KP")
        #expect(environment.variables(for: "email")["MAILDIR"] == "/d/data/email/mail")
    }

    @Test func `A password on the command line is refused without being repeated`() {
        let failure = #expect(throws: CommandFailure.self) {
            try BrokerURL.given(option: "amqp://me:secret@host/shop", environment: [:])
        }
        #expect(failure?.message.contains("CHOREO_PASSWORD_ME") == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test func `The environment's URL may hold one, and a user's own variable adds it`() throws {
        let whole = try BrokerURL.given(
            option: nil, environment: ["CHOREO_AMQP_URL": "amqp://me:secret@host/shop"])
        #expect(whole?.password == "secret")
        let split = try BrokerURL.given(
            option: "amqp://me@host/shop", environment: ["CHOREO_PASSWORD_ME": "other"])
        #expect(split?.password == "other")
        #expect(try BrokerURL.given(option: nil, environment: ["CHOREO_AMQP_URL": ""]) == nil)
    }

    @Test func `The management API is beside the broker unless told otherwise`() throws {
        let broker = ConnectionConfiguration(host: "h", username: "me", password: "p@")
        #expect(BrokerURL.management(of: broker, option: nil) == "http://me:p%40@h:15672")
        #expect(BrokerURL.management(of: broker, option: "https://m:1") == "https://me:p%40@m:1")
        #expect(BrokerURL.management(of: broker, option: "http://a:b@m:1") == "http://a:b@m:1")
    }

    @Test func `Passwords are given, or made up and long`() {
        let passwords = Passwords.complete(["a": "given"], for: ["a", "b"])
        #expect(passwords["a"] == "given")
        #expect(passwords["b"]?.count == 32)
        #expect(Passwords.random() != Passwords.random())
        #expect(
            Passwords.given(for: ["order", "email"], in: ["CHOREO_PASSWORD_ORDER": "x"]) == ["order": "x"])
    }
}
