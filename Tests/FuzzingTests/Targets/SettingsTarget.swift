import Choreography
import ShopEvents

@testable import WorkerApplication

extension FuzzTarget {
    /// A worker's flags, environment and configuration file: they become settings within their limits, or a list of
    /// what is wrong; a secret is in no list.
    static let settings = FuzzTarget(
        name: "settings", seeds: SettingsUnderTest.seeds, words: SettingsUnderTest.words
    ) { bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let environment = lines.filter { !$0.hasPrefix("-") }.compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // A name and a value in C end with a zero; files of this machine are not asked about.
            guard parts.count == 2, !parts[0].isEmpty, !parts[0].uppercased().hasSuffix("FILE") else {
                return nil
            }
            return (String(parts[0]), String(parts[1]))
        }
        let words = lines.filter { $0.hasPrefix("-") && !$0.hasPrefix("--config") && !$0.contains("-file") }
            .flatMap { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        try SettingsUnderTest.check(words, Dictionary(environment) { $1 })
        try SettingsUnderTest.check(file: bytes)
    }
}

private enum SettingsUnderTest {
    private static let count = Setting<Int>.integer("count", in: 0...10, default: 1, help: "")
    private static let patience = Setting<Duration>.duration(
        "patience", in: .seconds(1) ... .seconds(60), default: .seconds(2), help: "")
    private static let secret = Setting<String?>.secret("gateway.token", help: "")
    private static let program = WorkerProgram(
        name: "order", score: .shop, about: "", httpPort: 8081,
        settings: [
            count, patience, secret, Setting<[String]>.list("countries", help: ""),
            Setting<Double>.number("ratio", in: 0...1, default: 0, help: ""),
            Setting<String?>.url("smtp.url", schemes: ["smtp"], secret: "smtp.password", help: ""),
        ], examples: [])

    static let words =
        program.table.declarations.flatMap { [$0.flag, $0.environmentName + "="] } + [
            "amqps://", "%2f", "1h30m", "250ms", "1e5", "true", "\n--", "\n", "99999999999999999999",
        ]

    static func seeds() -> [[UInt8]] {
        let inputs = [
            "--http-port 8080\n--log-level=debug\n--patience 1m\nAMQP_URL=amqps://order:s3cret@host:5671/shop",
            "AMQP_PASSWORD=0123456789abcdef\nGATEWAY_TOKEN=0123456789abcdef0\nHTTP_CORS_ORIGINS=https://a, http://b",
            "OTEL_EXPORTER_OTLP_HEADERS=a=b%20c,d=e\nOTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\nRATIO=0.5",
            #"{"http": {"port": 8080}, "log.level": "debug", "countries": ["AQ"], "patience": 1.5}"#,
            "--help", "--init\n--version", "--smtp-url smtp://u:p@h",
        ]
        return inputs.map { Array($0.utf8) }
    }

    static func check(_ words: [String], _ environment: [String: String]) throws {
        switch program.read(words, environment: environment) {
        case .print(let text): try must(!text.isEmpty, "nothing is printed")
        case .refuse(let problems):
            try must(!problems.problems.isEmpty, "it is refused without a word")
            if let secret = environment["GATEWAY_TOKEN"], secret.utf8.count >= 16 {
                let others =
                    words + environment.filter { $0.key != "GATEWAY_TOKEN" }.flatMap { [$0.key, $0.value] }
                let isElsewhere = others.contains { $0.contains(secret) } || program.help.contains(secret)
                try must(isElsewhere || !"\(problems)".contains(secret), "a secret is told")
            }
        case .run(let settings): try check(settings)
        }
    }

    private static func check(_ settings: Settings) throws {
        try must((0...10).contains(settings[count]), "a number is out of its range")
        let patience = settings[patience]
        try must(patience >= .seconds(1) && patience <= .seconds(60), "a duration is out of its range")
        let common = program.common
        let worker = common.worker(from: settings)
        try must(worker.prefetch > 0 && worker.maximumBodyBytes >= 1024, "a limit is none")
        _ = try common.connection(for: "order", from: settings)
        _ = common.telemetry.export(from: settings)
        _ = common.http.policy(from: settings)
    }

    static func check(file bytes: [UInt8]) throws {
        guard
            let file = try? ConfigurationFile(
                path: "settings.json", bytes: bytes, declarations: program.table.declarations)
        else { return }
        var reading = SettingsReading(sources: [(.file(file.path), file.snapshot)])
        for declaration in program.table.declarations where !declaration.name.hasSuffix(".file") {
            reading.read(declaration)
        }
        if reading.problems.isEmpty {
            try check(Settings(values: reading.values, origins: reading.origins, secrets: reading.secrets))
        }
    }
}
