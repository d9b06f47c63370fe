import Foundation
import Subprocess
import Testing

/// A self-signed certificate for a host, made by openssl in a folder of its own.
struct Certificate {
    let folder: TemporaryFolder
    var file: String { folder.path + "/cert.pem" }
    var key: String { folder.path + "/key.pem" }

    init(for subject: String = "IP:127.0.0.1") async throws {
        folder = try TemporaryFolder()
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=mail test", "-addext", "subjectAltName=" + subject,
            "-keyout", folder.path + "/key.pem", "-out", folder.path + "/cert.pem",
        ]
        let outcome = try await run(
            Program.openssl, arguments: Arguments(arguments), output: .discarded, error: .discarded)
        try #require(outcome.terminationStatus.isSuccess)
    }
}
