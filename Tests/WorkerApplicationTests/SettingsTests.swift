import Testing

@testable import WorkerApplication

@Suite("Settings: which source wins, what is refused")
struct SettingsTests {
    @Test("nobody sets it: the default")
    func defaults() throws {
        let settings = try Trial.settings()
        #expect(settings[Trial.deadline] == .seconds(900))
        #expect(settings[Trial.countries] == [])
        #expect(settings[Trial.smtpURL] == nil)
        #expect(settings[Trial.program.common.http.port] == 8099)
        #expect(settings[Trial.program.common.initialise] == false)
        #expect(settings.dataFolder == "./data")
        #expect(settings.origins.isEmpty)
    }

    @Test("flag before environment before file before default")
    func precedence() throws {
        let scratch = try Scratch()
        let file = try scratch.file(
            "c.json", #"{"deadline": "1m", "http": {"host": "::1", "port": 3}, "data": "f"}"#)
        let environment = ["DEADLINE": "2m", "HTTP_PORT": "4"]
        let settings = try Trial.settings("--config", file, "--deadline", "3m", environment: environment)
        #expect(settings[Trial.deadline] == .seconds(180))
        #expect(settings[Trial.program.common.http.port] == 4)
        #expect(settings[Trial.program.common.http.host] == "::1")
        #expect(settings.dataFolder == "f")
        #expect(settings[Trial.program.common.prefetch] == 400)
    }

    @Test("an empty environment variable counts as absent")
    func emptyVariable() throws {
        let settings = try Trial.settings(environment: ["DEADLINE": "", "SMTP_URL": ""])
        #expect(settings[Trial.deadline] == .seconds(900))
        #expect(settings[Trial.smtpURL] == nil)
    }

    @Test("a file may hold numbers, lists, and dotted names")
    func fileShapes() throws {
        let scratch = try Scratch()
        let file = try scratch.file(
            "c.json",
            #"{"deadline": 90, "refused": {"countries": ["KP", "AQ"]}, "http.port": 0, "smtp.url": null}"#)
        let settings = try Trial.settings("--config=\(file)")
        #expect(settings[Trial.deadline] == .seconds(90))
        #expect(settings[Trial.countries] == ["KP", "AQ"])
        #expect(settings[Trial.program.common.http.port] == 0)
        #expect(settings[Trial.smtpURL] == nil)
    }

    @Test("commas do not tear a value apart, and lists lose their blanks")
    func commas() throws {
        let settings = try Trial.settings("--data", "a,b", "--refused-countries", " KP, AQ ,,")
        #expect(settings.dataFolder == "a,b")
        #expect(settings[Trial.countries] == ["KP", "AQ"])
    }

    @Test(
        "a wrong value is named by where it came from and what is expected",
        arguments: [
            (
                ["--http-port", "70000"], [:],
                "--http-port is \"70000\": expected a whole number from 0 to 65535"
            ),
            ([], ["HTTP_PORT": "x"], "HTTP_PORT is \"x\": expected a whole number from 0 to 65535"),
            ([], ["DEADLINE": "soon"], "DEADLINE is \"soon\": expected a duration such as 30, 90s or 15m"),
            ([], ["DEADLINE": "0"], "from 1s to 1d"),
            (["--log-level=loud"], [:], "expected one of trace, debug, info"),
            ([], ["SMTP_SECURITY": "ssl"], "expected one of none, starttls, tls"),
            (
                [], ["AMQP_URL": "http://broker"],
                "AMQP_URL: expected a URL that starts with amqp:// or amqps://"
            ),
            ([], ["AMQP_URL": "amqp://broker:port/"], "AMQP_URL: "),
            ([], ["AMQP_CA_CERTIFICATE": "ca.pem"], "TLS needs amqps://"),
            (["--http-port"], [:], "--http-port needs a value"),
            (["--http-port", "--init"], [:], "--http-port needs a value"),
            (["--deadline", "1", "--deadline=2"], [:], "--deadline is given twice"),
            (["start"], [:], "a word that belongs to no flag"),
        ] as [([String], [String: String], String)])
    func wrongValue(words: [String], environment: [String: String], message: String) throws {
        guard case .refuse(let problems) = Trial.program.read(words, environment: environment) else {
            Issue.record("was accepted")
            return
        }
        #expect(problems.description.contains(message), "\(problems)")
        #expect(problems.exitCode == .usage)
    }

    @Test("in a file: the name of the setting and of the file")
    func wrongValueInFile() throws {
        let scratch = try Scratch()
        let file = try scratch.file("c.json", #"{"http": {"port": "many"}}"#)
        let message = try #require(Trial.refusal("--config", file)).description
        #expect(message.contains("http.port in \(file) is \"many\": expected a whole number"))
    }

    @Test("a misspelt flag and a misspelt name in a file are answered with the nearest known one")
    func unknown() throws {
        let scratch = try Scratch()
        let file = try scratch.file("c.json", #"{"http": {"prot": 1}, "init": true}"#)
        #expect(
            try #require(Trial.refusal("--htpp-port", "1")).problems == [
                "unknown flag --htpp-port; did you mean --http-port?"
            ])
        #expect(try #require(Trial.refusal("--colour")).problems == ["unknown flag --colour"])
        #expect(
            try #require(Trial.refusal("--config", file)).problems == [
                "unknown setting http.prot in \(file); did you mean http.port?",
                "unknown setting init in \(file)",
            ])
    }

    @Test("everything that is wrong is told at once")
    func allAtOnce() throws {
        let problems = try #require(
            Trial.refusal("--nonsense", environment: ["HTTP_PORT": "x", "DEADLINE": "y"]))
        #expect(problems.problems.count == 3)
    }

    @Test("--init comes by flag alone")
    func flagOnly() throws {
        #expect(try Trial.settings(environment: ["INIT": "true"])[Trial.program.common.initialise] == false)
        #expect(try Trial.settings("--init")[Trial.program.common.initialise] == true)
        #expect(try Trial.settings("--init=false")[Trial.program.common.initialise] == false)
    }

    @Test("a configuration file that is missing or no JSON object has an exit code of its own")
    func brokenFile() throws {
        let scratch = try Scratch()
        #expect(Trial.refusal("--config", scratch.folder + "/none.json")?.exitCode == .noInput)
        for text in ["", "[1]", "{\"a\":", "{\"http\": [1, \"x\"]}"] {
            let problems = Trial.refusal("--config", try scratch.file("c.json", text))
            #expect(problems?.exitCode == .badConfiguration, "\(text)")
        }
    }
}
