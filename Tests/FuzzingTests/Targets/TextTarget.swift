import ChoreographyTesting
import Foundation
import Inventory
import RabbitMQ
import ShopEvents
import ShopSystem

@testable import Choreography
@testable import OpenTelemetryExport
@testable import WorkerApplication

extension FuzzTarget {
    /// The small readers of single texts, each behind a byte that selects it: what is read is written the same way
    /// again, within its limits.
    static let text = FuzzTarget(
        name: "text",
        seeds: { TextReader.all.enumerated().map { [UInt8($0.offset)] + Array($0.element.example.utf8) } },
        words: [
            "00-", "-01", "9999-12-31T23:59:59.999Z", "#.#.#.#.x", "*.", "{le=\"+Inf\"}", "NaN", "1h30m",
            "0.1",
            "e\u{301}", "\u{200D}", "{\"product_1\": 1}", "}", "\\",
        ]
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        let selector = Int(bytes.byte())
        try TextReader.all[selector % TextReader.all.count].check(
            String(decoding: bytes.remainder(), as: UTF8.self))
    }
}

private struct TextReader: Sendable {
    let example: String
    let check: @Sendable (String) throws -> Void

    // In a fixed order: inputs name a reader by its place.
    static let all: [TextReader] = [
        TextReader(example: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01") { text in
            guard let context = TraceContext(traceParent: text) else { return }
            try must(TraceContext(traceParent: context.traceParent) == context, "it is another trace")
        },
        TextReader(example: "5E1F0C3A-7b0e-4c59-9a57-3d0d3b1f2a10") { text in
            _ = MessageKey(text)
            guard let id = OrderID(text) else { return }
            try must(OrderID(id.text) == id && id.text.utf8.count == 36, "it is another order")
        },
        TextReader(example: "2026-01-02T03:04:05.678Z") { text in
            guard let time = Timestamp(text) else { return }
            try must(Timestamp("\(time)") == time, "read again it is another moment")
            _ = time.date.milliseconds
        },
        TextReader(example: "2026-01-02T03:04:05.678+01:00") { text in
            _ = RFC3339.date(text)?.milliseconds
            _ = (try? Date(text, strategy: Date.ISO8601FormatStyle.timestamp))?.milliseconds
        },
        TextReader(example: "#.#.*.x\norder.placed.x.x") { text in
            let parts = text.split(separator: "\n", maxSplits: 1).map { $0.split(separator: ".") }
            guard parts.count == 2 else { return }
            _ = TopicPattern.matches(parts[0].prefix(128), parts[1].prefix(128))
        },
        TextReader(example: "up{participant=\"order\",le=\"1\"} 1.5e3 1700000000\n# HELP x\nx 2") { text in
            let figures = PrometheusText(text)
            for sample in figures.samples { _ = figures.counts(sample.name, by: "participant") }
        },
        TextReader(example: "1h30m") { text in
            guard let duration = DurationText.read(text) else { return }
            try must(duration >= .zero, "a duration is negative")
            try must(DurationText.read(DurationText.write(duration)) == duration, "it is another duration")
        },
        TextReader(example: "too late") { text in
            try must((1...400).contains(Reason(text).text.utf8.count), "a reason is too long")
            let short = text.prefix(utf8Bytes: 100)
            try must(short.utf8.count <= 100 && text.utf8.starts(with: short.utf8), "a prefix is none")
        },
        TextReader(example: "{\"product_1\": 100}") { text in
            _ = try? InitialStock(json: Data(text.utf8))
        },
        TextReader(example: "{\"participant\": \"order\", \"headers\": {\"a\": {\"$bytes\": \"AA==\"}}}") {
            text in
            _ = try? DeadLetterRecord(line: text.utf8).message()
        },
        TextReader(example: "--htpp-port") { text in
            _ = NearestName.of(text, among: ["--http-port", "--http-host"])
            _ = EventType(rawValue: text).isWellFormed
            _ = SKU(text)
        },
        TextReader(example: "urn:shop:order.placed:2") { text in
            let properties = BasicProperties(headers: ["cloudEvents:dataschema": .string(text)])
            if let version = try? Envelope.version(of: properties) {
                try must(version > 0 && text.hasSuffix("\(version)"), "it is another version")
            }
        },
    ]
}
