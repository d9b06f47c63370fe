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
        configuration.mail = .mbox
        let email = WorkerEnvironment(configuration: configuration, access: access, inherited: [:])
            .variables(for: "email")
        #expect(email["MBOX"] == "/d/data/email/mail.mbox" && email["MAILDIR"] == nil)
    }

    @Test func `A password on the command line is refused without being repeated`() {
        let failure = #expect(throws: CommandFailure.self) {
            try BrokerURL.given(option: "amqp://me:secret@host/shop", environment: [:])
        }
        #expect(failure?.message.contains("CHOREO_PASSWORD_ME") == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test func `Nor is one accepted in the other URLs`() throws {
        let management = #expect(throws: CommandFailure.self) {
            try BrokerURL.management(of: ConnectionConfiguration(), option: "http://a:secret@m:1")
        }
        #expect(management?.message.contains("CHOREO_MANAGEMENT_URL") == true)
        #expect(management?.message.contains("secret") == false)
        var configuration = SystemConfiguration(executables: "/x")
        let options = shopOptions(smtpURL: "smtp://a:secret@m")
        let mail = #expect(throws: CommandFailure.self) {
            try options.apply(to: &configuration, environment: [:])
        }
        #expect(mail?.message.contains("CHOREO_SMTP_PASSWORD") == true)
        #expect(mail?.message.contains("secret") == false)
        try shopOptions(smtpURL: "smtp://m").apply(
            to: &configuration, environment: ["CHOREO_SMTP_USER": "a", "CHOREO_SMTP_PASSWORD_FILE": "/f"])
        #expect(configuration.environment == ["email": ["SMTP_USER": "a", "SMTP_PASSWORD_FILE": "/f"]])
    }

    @Test func `A worker's environment has its own certificate, or the endpoint's`() {
        var endpoint = ConnectionConfiguration(host: "localhost", port: 5671, virtualHost: "shop")
        endpoint.tls = TLSConfiguration(caCertificatePath: "/ca", certificatePath: "/c", keyPath: "/k")
        let own = TLSConfiguration(
            caCertificatePath: "/ca", certificatePath: "/order.pem", keyPath: "/order.key")
        let access = BrokerAccess(
            endpoint: endpoint, passwords: ["order": "p", "email": "q"], managementURL: "http://m",
            certificates: ["order": own])
        let environment = WorkerEnvironment(
            configuration: SystemConfiguration(executables: "/x"), access: access, inherited: [:])
        let order = environment.variables(for: "order")
        #expect(order["AMQP_URL"] == "amqps://order@localhost:5671/shop")
        #expect(order["AMQP_CA_CERTIFICATE"] == "/ca" && order["AMQP_CLIENT_KEY"] == "/order.key")
        #expect(environment.variables(for: "email")["AMQP_CLIENT_CERTIFICATE"] == "/c")
        #expect(
            access.recordedTLS?["order"] == .init(ca: "/ca", certificate: "/order.pem", key: "/order.key"))
    }

    @Test func `Certificates go with amqps, a certificate goes with its key`() throws {
        var configuration = try ConnectionConfiguration(url: "amqps://h")
        try tlsOptions(authorities: "/ca").apply(
            to: &configuration, environment: ["CHOREO_CLIENT_CERTIFICATE": "/c", "CHOREO_CLIENT_KEY": "/k"])
        #expect(
            configuration.tls
                == TLSConfiguration(caCertificatePath: "/ca", certificatePath: "/c", keyPath: "/k"))
        let half = #expect(throws: CommandFailure.self) {
            try tlsOptions(key: "/k").apply(to: &configuration, environment: [:])
        }
        #expect(half?.message.contains("go together") == true)
        var plain = try ConnectionConfiguration(url: "amqp://h")
        let mixed = #expect(throws: CommandFailure.self) {
            try tlsOptions(authorities: "/ca").apply(to: &plain, environment: [:])
        }
        #expect(mixed?.message.contains("needs amqps://") == true)
    }

    @Test func `Nobody sees a password who prints what holds it`() {
        let record = RunRecord(amqp: access.urls, management: "http://a:p@ss@m", workers: [:])
        for text in ["\(access)", "\(record)", String(reflecting: access), String(reflecting: record)] {
            #expect(!text.contains("p@ss") && !text.contains("p%40ss"), "\(text)")
        }
        var dumped = ""
        dump(access, to: &dumped)
        dump(record, to: &dumped)
        dump(SystemConfiguration(executables: "/x", passwords: access.passwords), to: &dumped)
        dump(access.configuration(for: "order"), to: &dumped)
        #expect(!dumped.contains("p@ss") && !dumped.contains("p%40ss"), "\(dumped)")
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
        #expect(try BrokerURL.management(of: broker, option: nil) == "http://me:p%40@h:15672")
        #expect(try BrokerURL.management(of: broker, option: "https://m:1") == "https://me:p%40@m:1")
        let given = ["CHOREO_MANAGEMENT_URL": "http://a:b@m:1"]
        #expect(try BrokerURL.management(of: broker, option: nil, environment: given) == "http://a:b@m:1")
    }

    @Test func `Passwords are given, or made up and long`() throws {
        let passwords = Passwords.complete(["a": "given"], for: ["a", "b"])
        #expect(passwords["a"] == "given")
        #expect(passwords["b"]?.count == 32)
        #expect(Passwords.random() != Passwords.random())
        #expect(
            try Passwords.given(for: ["order", "email"], in: ["CHOREO_PASSWORD_ORDER": "x"]) == ["order": "x"]
        )
    }

    private func shopOptions(smtpURL: String? = nil) -> ShopOptions {
        var options = ShopOptions()
        (options.http, options.deadline, options.refusedCountries) = (0, nil, [])
        options.smtpURL = smtpURL
        return options
    }

    private func tlsOptions(authorities: String? = nil, key: String? = nil) -> TLSOptions {
        var options = TLSOptions()
        (options.authorities, options.certificate, options.key) = (authorities, nil, key)
        return options
    }
}
