import ChoreographyTesting
import RabbitMQ

/// The certificates of a broker of our own: an authority, the broker's certificate for `localhost`, and one for
/// each user. Made anew at every start, so that none of them expires while the shop runs.
struct ShopCertificates {
    let broker: PrivateBrokerTLS
    let clients: [String: TLSConfiguration]

    static func make(in folder: String, for users: [String]) async throws -> ShopCertificates {
        let authority = try await CertificateAuthority.make(in: folder)
        let server = try await authority.issue("broker", hosts: ["localhost"])
        var clients: [String: TLSConfiguration] = [:]
        for user in users {
            let certificate = try await authority.issue(user)
            clients[user] = TLSConfiguration(
                caCertificatePath: authority.certificatePath, certificatePath: certificate.certificatePath,
                keyPath: certificate.keyPath)
        }
        return ShopCertificates(
            broker: PrivateBrokerTLS(
                caCertificatePath: authority.certificatePath, certificatePath: server.certificatePath,
                keyPath: server.keyPath),
            clients: clients)
    }
}
