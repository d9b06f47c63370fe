import OpenTelemetryExport
import Testing

@testable import WorkerApplication

@Suite("Where traces go") struct TelemetrySettingsTests {
    private let settings = Trial.program.common.telemetry

    private func export(_ environment: [String: String]) throws -> ExportConfiguration? {
        settings.export(from: try Trial.settings(environment: environment))
    }

    @Test("nowhere, until somebody says where") func off() throws {
        #expect(try export(["OTEL_TRACES_SAMPLER_ARG": "0.5"]) == nil)
    }

    @Test("the names are OpenTelemetry's, the service is the worker unless it is called otherwise")
    func names() throws {
        let plain = try #require(try export(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]))
        #expect(plain.endpoint == "http://collector:4318")
        #expect((plain.serviceName, plain.ratio) == ("trial", 1))
        #expect(plain.headers.isEmpty)
        let full = try #require(
            try export([
                "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector", "OTEL_TRACES_SAMPLER_ARG": "0.25",
                "OTEL_SERVICE_NAME": "till",
                "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Basic%20YTpi, x=1=2",
            ]))
        #expect((full.serviceName, full.ratio) == ("till", 0.25))
        #expect(full.headers.map(\.name) == ["Authorization", "x"])
        #expect(full.headers.map(\.value) == ["Basic YTpi", "1=2"])
    }

    @Test(
        "what cannot be used is refused, and nothing secret repeated",
        arguments: [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:Geheim@collector"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "Geheim"), ("OTEL_EXPORTER_OTLP_HEADERS", "a b=Geheim"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=Geheim%0d%0aHost: x"), ("OTEL_TRACES_SAMPLER_ARG", "2"),
            ("OTEL_TRACES_SAMPLER_ARG", "nan"),
        ])
    func refused(name: String, value: String) throws {
        let problems = try #require(Trial.refusal(environment: [name: value]))
        #expect("\(problems)".contains(name))
        #expect(!"\(problems)".contains("Geheim"))
    }

    @Test("headers are no flag, and are hidden in the log") func secret() throws {
        #expect(Trial.refusal("--otel-exporter-otlp-headers", "a=b") != nil)
        #expect(
            try Trial.settings(environment: ["OTEL_EXPORTER_OTLP_HEADERS": "a=Geheim"]).secrets.contains(
                "a=Geheim"))
    }
}
