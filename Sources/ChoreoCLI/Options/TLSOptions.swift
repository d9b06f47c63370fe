import ArgumentParser
import RabbitMQ

/// The files for a broker at an `amqps://` URL. A shop of `choreo up` has them in its `run.json`.
struct TLSOptions: ParsableArguments {
    @Option(
        name: .customLong("ca-certificate"),
        help: ArgumentHelp(
            "Who may have signed the certificate of a broker at amqps://, a PEM file; or CHOREO_CA_CERTIFICATE.",
            valueName: "file"), completion: .file())
    var authorities: String?

    @Option(
        name: .customLong("client-certificate"),
        help: ArgumentHelp(
            "What to show a broker that demands a certificate; or CHOREO_CLIENT_CERTIFICATE.",
            valueName: "file"), completion: .file())
    var certificate: String?

    @Option(
        name: .customLong("client-key"),
        help: ArgumentHelp("The key of that certificate; or CHOREO_CLIENT_KEY.", valueName: "file"),
        completion: .file())
    var key: String?

    /// - Throws: ``CommandFailure`` when they do not go with the URL, or not with each other.
    func apply(
        to configuration: inout ConnectionConfiguration, environment: [String: String]
    ) throws(CommandFailure) {
        func given(_ option: String?, _ variable: String) -> String? {
            option ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        let authorities = given(authorities, "CHOREO_CA_CERTIFICATE")
        let certificate = given(certificate, "CHOREO_CLIENT_CERTIFICATE")
        let key = given(key, "CHOREO_CLIENT_KEY")
        guard authorities != nil || certificate != nil || key != nil else { return }
        guard configuration.tls != nil else {
            throw CommandFailure(
                .badData,
                "certificates are given, but the broker's URL starts with amqp://; TLS needs amqps://")
        }
        guard (certificate == nil) == (key == nil) else {
            throw CommandFailure(
                .badData, "--client-certificate and --client-key go together; give both or none")
        }
        configuration.tls = TLSConfiguration(
            caCertificatePath: authorities, certificatePath: certificate, keyPath: key)
    }
}
