import ChoreographyTesting
import Foundation
import RabbitMQ
import Testing

/// TLS against a private broker, with certificates made on the spot.
@Suite(.timeLimit(.minutes(3))) struct TLSTests {
    @Test func peerHostAndClientAreVerified() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rabbitmq-tls-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let authority = try await CertificateAuthority.make("ca", in: folder)
        let other = try await CertificateAuthority.make("other", in: folder)
        let server = try await authority.issue("server", hosts: ["localhost"])
        let client = try await authority.issue("client")
        let stranger = try await other.issue("stranger")
        let broker = try await PrivateBroker.start(
            in: folder + "/broker",
            tls: PrivateBrokerTLS(
                caCertificatePath: authority.certificatePath, certificatePath: server.certificatePath,
                keyPath: server.keyPath, hasPlainListener: true), logger: quietLogger)
        var good = try broker.configuration()
        good.host = "localhost"
        good.port = try #require(broker.amqpsPort)
        good.tls = TLSConfiguration(
            caCertificatePath: authority.certificatePath, certificatePath: client.certificatePath,
            keyPath: client.keyPath)
        let connection = try await Connection.open(good, logger: quietLogger)
        #expect(try await connection.declareQueue("", exclusive: true).messages == 0)
        await connection.close()

        var wrongAuthority = good
        wrongAuthority.tls?.caCertificatePath = other.certificatePath
        await expectError("not signed by an authority in \(other.certificatePath)", wrongAuthority)
        var wrongHost = good
        wrongHost.host = "127.0.0.1"
        await expectError("is not for the host 127.0.0.1", wrongHost)
        wrongHost.tls?.verifyHost = false
        await (try Connection.open(wrongHost, logger: quietLogger)).close()
        var noFile = good
        noFile.tls?.caCertificatePath = folder + "/missing.pem"
        await expectError(
            "the CA file \(folder)/missing.pem cannot be used (No such file or directory)", noFile)
        var mixed = good
        mixed.tls?.keyPath = stranger.keyPath
        await expectError("with the key \(stranger.keyPath) cannot be used (key values mismatch)", mixed)
        var unverified = wrongAuthority
        unverified.tls?.verifyPeer = false
        await (try Connection.open(unverified, logger: quietLogger)).close()

        var anonymous = good
        anonymous.tls?.certificatePath = nil
        anonymous.tls?.keyPath = nil
        await expectError("demands a client certificate", anonymous)
        var strange = good
        strange.tls?.certificatePath = stranger.certificatePath
        strange.tls?.keyPath = stranger.keyPath
        await expectError("does not accept the client certificate \(stranger.certificatePath)", strange)

        var plain = good
        plain.tls = nil
        await expectError("use amqps://", plain, code: .connectionLost)
        var encrypted = good
        encrypted.port = broker.amqpPort
        await expectError("does not answer in TLS: use amqp://", encrypted)
        await broker.stop()
    }

    private func expectError(
        _ words: String, _ configuration: ConnectionConfiguration, code: AMQPError.Code = .tls,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: AMQPError.self, sourceLocation: sourceLocation) {
            try await Connection.open(configuration, logger: quietLogger)
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
        #expect(
            error?.description.contains(words) == true, "\(error?.description ?? "")",
            sourceLocation: sourceLocation)
    }
}
