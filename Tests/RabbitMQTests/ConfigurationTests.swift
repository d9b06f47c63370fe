import Testing

@testable import RabbitMQ

@Suite struct ConfigurationTests {
    @Test func everyPartOfAURL() throws {
        let configuration = try ConnectionConfiguration(url: "amqp://us%40er:p%3Ass%2F@broker:1234/my%2fshop")
        #expect(configuration.username == "us@er")
        #expect(configuration.password == "p:ss/")
        #expect(configuration.host == "broker")
        #expect(configuration.port == 1234)
        #expect(configuration.virtualHost == "my/shop")
        #expect(configuration.tls == nil)
    }

    @Test func whatIsMissingKeepsItsDefault() throws {
        let configuration = try ConnectionConfiguration(url: "amqps://[::1]")
        #expect(configuration.host == "::1")
        #expect(configuration.port == 5671)
        #expect(configuration.virtualHost == "/")
        #expect(configuration.tls?.verifyHost == true)
        #expect(try ConnectionConfiguration(url: "amqp://h/").virtualHost == "/")
        #expect(try ConnectionConfiguration(url: "amqp://h/shop").virtualHost == "shop")
    }

    @Test(arguments: [
        "broker:5672", "http://h", "amqp://u:secret@h:port", "amqp://u:secret%2@h", "amqp://u:secret%zz@h",
        "amqp://u:secret@h/a/b", "amqp://u:secret@h:0", "amqp://u:secret@h:70000", "amqp://u:secret%00@h",
        "amqp://u:secret%ff@h", "amqp://u:secret@h?heartbeat=1",
    ])
    func nonsenseIsRefusedWithoutQuotingIt(url: String) {
        do throws(AMQPError) {
            _ = try ConnectionConfiguration(url: url)
            Issue.record("taken: \(url)")
        } catch {
            #expect(error.code == .invalidArgument)
            #expect(!error.description.contains("secret"))
        }
    }

    @Test func thePasswordIsNeverShown() throws {
        let configuration = try ConnectionConfiguration(url: "amqp://user:secret@h")
        #expect(!"\(configuration)".contains("secret"))
        #expect(!String(reflecting: configuration).contains("secret"))
        #expect("\(configuration)" == "amqp://user@h:5672/%2f")
    }
}
