import Foundation
import Logging
import Synchronization
import Testing

@testable import WorkerApplication

@Suite("Log lines")
struct LoggingTests {
    /// What a logger of this kind writes.
    private func lines(
        _ format: LogFormat, secrets: [String] = [], level: Logger.Level = .info,
        _ use: (inout Logger) -> Void
    ) -> [String] {
        let written = Written()
        var logger = Logger(label: "trial") { label in
            WorkerLogHandler(
                label: label, service: "shop-trial", format: format, level: level, secrets: secrets
            ) {
                written.append($0)
            }
        }
        use(&logger)
        return written.lines
    }

    private final class Written: Sendable {
        private let store = Mutex<[String]>([])
        var lines: [String] { store.withLock { $0 } }
        func append(_ line: String) { store.withLock { $0.append(line) } }
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test("JSON: one object a line, dotted keys, numbers as numbers, whatever the text holds")
    func json() throws {
        let nasty = "a \"quote\"\nback\\slash \u{1} \u{7F} \u{2028} 🦊"
        let all = lines(.json) { logger in
            logger[metadataKey: "order.id"] = "o-1"
            logger.warning(
                "\(nasty)",
                metadata: [
                    "message.id": "m-1", "attempt": .stringConvertible(3), "again": .stringConvertible(true),
                    "share": .stringConvertible(0.5), "http": ["port": "80"],
                    "list": ["a", .stringConvertible(1)],
                    "level": "mine",
                ])
        }
        #expect(all.count == 1)
        let line = try #require(all.first)
        #expect(line.hasSuffix("}\n") && line.filter { $0 == "\n" }.count == 1)
        let entry = try object(line)
        #expect(entry["message"] as? String == nasty)
        #expect(entry["level"] as? String == "warning")
        #expect(entry["metadata.level"] as? String == "mine")
        #expect(entry["service"] as? String == "shop-trial")
        #expect(entry["order.id"] as? String == "o-1")
        #expect(entry["message.id"] as? String == "m-1")
        #expect(entry["attempt"] as? Int == 3)
        #expect(entry["again"] as? Bool == true)
        #expect(entry["share"] as? Double == 0.5)
        #expect(entry["http.port"] as? String == "80")
        #expect((entry["list"] as? [Any])?.count == 2)
        #expect(
            (entry["timestamp"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test("the time is UTC")
    func time() {
        #expect(Timestamp(seconds: 1_795_238_190, milliseconds: 7).iso8601 == "2026-11-21T05:16:30.007Z")
        #expect(Timestamp(seconds: 0, milliseconds: 0).clock == "00:00:00.000")
    }

    @Test("text: one line for people, colour only when asked for, no control characters")
    func text() throws {
        func line(colour: Bool) throws -> String {
            try #require(
                lines(.text(colour: colour)) { logger in
                    logger.error("it \u{1B}[31mhurts\nhere", metadata: ["why": "no reason", "event": "a.b"])
                }.first)
        }
        let plain = try line(colour: false)
        #expect(plain.hasSuffix(" ERROR    trial  it \\u001b[31mhurts\\nhere event=a.b why=\"no reason\"\n"))
        #expect(try line(colour: true).contains("\u{1B}[1;31mERROR"))
    }

    @Test("secrets are blotted out of messages and metadata")
    func secrets() throws {
        for format in [LogFormat.json, .text(colour: false)] {
            let line = try #require(
                lines(format, secrets: ["hunter\"2"]) { logger in
                    logger.info(
                        "login with hunter\"2",
                        metadata: ["url": "amqp://a:hunter\"2@h", "x": ["y": "hunter\"2"]])
                }.first)
            #expect(!line.contains("hunter"))
            #expect(line.contains("•••"))
        }
    }

    @Test("below the level nothing is written")
    func level() {
        let all = lines(.json, level: .warning) { logger in
            logger.info("no")
            logger.warning("yes")
        }
        #expect(all.count == 1)
    }

    @Test("auto is text on a terminal and JSON elsewhere; NO_COLOR is heeded")
    func format() {
        #expect(LogFormat(named: "auto", isTerminal: true, environment: [:]) == .text(colour: true))
        #expect(
            LogFormat(named: "auto", isTerminal: true, environment: ["NO_COLOR": "1"]) == .text(colour: false)
        )
        #expect(
            LogFormat(named: "auto", isTerminal: true, environment: ["TERM": "dumb"]) == .text(colour: false))
        #expect(LogFormat(named: "auto", isTerminal: false, environment: [:]) == .json)
        #expect(LogFormat(named: "text", isTerminal: false, environment: [:]) == .text(colour: false))
        #expect(LogFormat(named: "json", isTerminal: true, environment: [:]) == .json)
    }
}
