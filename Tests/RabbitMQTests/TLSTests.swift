import ChoreographyTesting
import Foundation
import RabbitMQ
import Subprocess
import Testing

/// TLS against a private broker, with certificates made on the spot.
@Suite(.timeLimit(.minutes(3))) struct TLSTests {
    @Test func peerHostAndClientAreVerified() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rabbitmq-tls-\(getpid())"
        try await makeCertificates(folder)
        let port = try freePort()
        let broker = try await SharedBroker.privateBroker(
            "tls",
            [
                "listeners.ssl.1 = 127.0.0.1:\(port)", "ssl_options.cacertfile = \(folder)/ca.pem",
                "ssl_options.certfile = \(folder)/server.pem", "ssl_options.keyfile = \(folder)/server.key",
                "ssl_options.verify = verify_peer", "ssl_options.fail_if_no_peer_cert = true",
            ])
        var good = try broker.configuration()
        good.host = "localhost"
        good.port = port
        good.tls = TLSConfiguration(
            caCertificatePath: folder + "/ca.pem", certificatePath: folder + "/client.pem",
            keyPath: folder + "/client.key")
        let connection = try await Connection.open(good, logger: quietLogger)
        #expect(try await connection.declareQueue("", exclusive: true).messages == 0)
        await connection.close()

        var wrongAuthority = good
        wrongAuthority.tls?.caCertificatePath = folder + "/other.pem"
        await expectTLSError(wrongAuthority)
        var wrongHost = good
        wrongHost.host = "127.0.0.1"
        await expectTLSError(wrongHost)
        wrongHost.tls?.verifyHost = false
        await (try Connection.open(wrongHost, logger: quietLogger)).close()
        var noFile = good
        noFile.tls?.caCertificatePath = folder + "/missing.pem"
        await expectTLSError(noFile)
        var anonymous = good
        anonymous.tls?.certificatePath = nil
        anonymous.tls?.keyPath = nil
        await #expect(throws: AMQPError.self) { try await Connection.open(anonymous, logger: quietLogger) }
        await broker.stop()
    }

    private func expectTLSError(_ configuration: ConnectionConfiguration) async {
        let error = await #expect(throws: AMQPError.self) {
            try await Connection.open(configuration, logger: quietLogger)
        }
        #expect(error?.code == .tls)
        #expect(error?.isTransient == false)
    }

    private func makeCertificates(_ folder: String) async throws {
        let script = """
            set -e; mkdir -p "$1"; cd "$1"
            authority() { openssl req -x509 -newkey rsa:2048 -nodes -keyout $1.key -out $1.pem -days 2 -subj "/CN=$1"; }
            leaf() {
                openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj "/CN=$2"
                printf 'subjectAltName=DNS:%s,IP:127.0.0.1\\n' "$2" > $1.ext
                openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile $1.ext -out $1.pem
            }
            authority ca; authority other; leaf server localhost; leaf client client
            """
        let result = try await run(
            .name("sh"), arguments: ["-c", script, "sh", folder], output: .discarded,
            error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    private func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
            }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
