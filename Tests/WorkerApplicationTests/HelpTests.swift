import Testing

@testable import WorkerApplication

@Suite("Help and version")
struct HelpTests {
    @Test("every setting with its flag, its variable and its default", arguments: ["--help", "-h"])
    func help(flag: String) throws {
        guard case .print(let text) = Trial.program.read(["--nonsense", flag], environment: [:]) else {
            Issue.record("no help")
            return
        }
        for setting in Trial.program.table.declarations {
            switch setting.sensitivity {
            case .secret: #expect(!text.contains("\(setting.flag) "), "\(setting.name)")
            default: #expect(text.contains("  \(setting.flag)"), "\(setting.name)")
            }
            if setting.sensitivity != .flagOnly { #expect(text.contains(setting.environmentName)) }
            if let preset = setting.defaultText { #expect(text.contains(preset), "\(setting.name)") }
        }
        #expect(text.contains("DEADLINE=5m trial"))
        #expect(text.contains("Default: 15m."))
        for code in ExitCode.allCases { #expect(text.contains("  \(code.rawValue) ")) }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("the names are the documented ones")
    func names() {
        let names = Set(Trial.program.table.declarations.map(\.environmentName))
        #expect(
            names.isSuperset(of: [
                "AMQP_URL", "AMQP_PASSWORD", "AMQP_PASSWORD_FILE", "DATA", "HTTP_HOST", "HTTP_PORT",
                "LOG_LEVEL",
                "LOG_FORMAT", "SMTP_PASSWORD_FILE", "REFUSED_COUNTRIES",
            ]))
    }

    @Test("version")
    func version() throws {
        guard case .print(let text) = Trial.program.read(["--version"], environment: [:]) else {
            Issue.record("no version")
            return
        }
        #expect(text == "trial \(WorkerApplication.version) (shop)")
    }
}

@Suite("Durations as people write them")
struct DurationTextTests {
    @Test(
        arguments: [
            ("900", 900_000), ("15m", 900_000), ("1h30m", 5_400_000), ("250ms", 250), ("1.5s", 1_500),
            ("0", 0),
            ("2d", 172_800_000), ("0.25", 250),
        ] as [(String, Int)])
    func reads(text: String, milliseconds: Int) {
        #expect(DurationText.read(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "m", "5x", "-5", "5 m", "1m1h", "1e9", "٣", "1..2", "9999999999999", "inf", "nan"])
    func refuses(text: String) {
        #expect(DurationText.read(text) == nil)
    }

    @Test(arguments: [("15m", 900), ("1d", 86_400), ("90s", 90), ("0s", 0)] as [(String, Int)])
    func writes(text: String, seconds: Int) {
        #expect(DurationText.write(.seconds(seconds)) == text)
        #expect(DurationText.write(.milliseconds(1_500)) == "1500ms")
    }
}
