import Foundation
import OpenTelemetryExport

/// Where traces go, under the names that OpenTelemetry has given these settings.
struct TelemetrySettings: Sendable {
    let endpoint = Setting<String?>(
        "otel.exporter.otlp.endpoint", placeholder: "URL",
        help: """
            An OpenTelemetry collector that takes OTLP over HTTP, as in http://127.0.0.1:4318; spans are sent to its \
            /v1/traces. Without it nothing is traced.
            """, absent: nil, defaultText: nil,
        sensitivity: .mayHoldPassword(secret: "otel.exporter.otlp.headers"), convert: Self.endpoint)
    let headers = Setting<[Header]>(
        "otel.exporter.otlp.headers", placeholder: "NAME=VALUE,...",
        help: "Headers of the requests to the collector, values percent-encoded; a token, usually.",
        absent: [], defaultText: nil, sensitivity: .secret, convert: Self.headers)
    let ratio = Setting<Double>.number(
        "otel.traces.sampler.arg", in: 0...1, default: 1,
        help: """
            Which share of the traces that begin here is recorded; those that began elsewhere are as their \
            traceparent says.
            """)
    let serviceName: Setting<String>

    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    init(serviceName: String) {
        self.serviceName = .text(
            "otel.service.name", default: serviceName, placeholder: "NAME",
            help: "What the collector and the log call this worker.")
    }

    var all: [any SettingDeclaration] { [endpoint, headers, ratio, serviceName] }

    /// Nil when nothing is to be traced.
    func export(from settings: Settings) -> ExportConfiguration? {
        settings[endpoint].map { endpoint in
            ExportConfiguration(
                endpoint: endpoint, headers: settings[headers].map { ($0.name, $0.value) },
                serviceName: settings[serviceName], serviceVersion: WorkerApplication.version,
                ratio: settings[ratio])
        }
    }

    private static func endpoint(_ text: String) throws(BadValue) -> String? {
        let url = try URLText.check(text, schemes: ["http", "https"])
        guard !url.contains("@"), !url.contains("?"), !url.contains("#") else {
            throw BadValue(
                expected: "a URL without user, query and fragment; what is secret goes to the headers")
        }
        return url
    }

    /// `name=value,name=value`, as W3C Baggage has it.
    private static func headers(_ text: String) throws(BadValue) -> [Header] {
        var headers: [Header] = []
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first?.trimmingBlanks() ?? ""
            guard parts.count == 2, !name.isEmpty, name.utf8.allSatisfy(isToken),
                let value = parts[1].trimmingBlanks().removingPercentEncoding,
                value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else { throw BadValue(expected: "NAME=VALUE pairs joined by commas, values percent-encoded") }
            headers.append(Header(name: name, value: value))
        }
        return headers
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
