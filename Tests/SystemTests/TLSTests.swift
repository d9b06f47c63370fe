import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import ShopEvents
import Testing

@testable import ShopSystem

extension SystemTests {
    /// Broker and workers over TLS alone, each worker with a certificate of its own; and every way to get it
    /// wrong.
    @Suite("TLS", .shopOverTLS, .timeLimit(.minutes(5))) struct TLSTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("an order goes through all five workers, each known by its certificate") func forward()
            async throws
        {
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.waitForMails(["received", "confirmed"], about: order)
            let broker = try #require(await shop.system.ownBroker)
            let connections = try await broker.control(
                "list_connections", "user", "ssl", "ssl_protocol", "peer_cert_subject")
            let lines = Set(connections.split(separator: "\n").map(String.init))
            for worker in RunningSystem.workers {
                #expect(lines.contains("\(worker)\ttrue\ttlsv1.3\tCN=\(worker)"), "\(connections)")
            }
            #expect(!connections.contains("false"), "nobody speaks plain AMQP")
            var plain = try #require(try await shop.system.access.configuration(for: "order"))
            plain.tls = nil
            plain.port = broker.amqpPort
            let error = await #expect(throws: AMQPError.self) {
                try await Connection.open(plain, logger: quietLogger)
            }
            #expect(error?.code == .connectionRefused, "nobody listens for it either")
        }

        @Test("whoever gets TLS wrong is told what is wrong and keeps trying") func wrong() async throws {
            let broker = try #require(await shop.system.ownBroker)
            let files = shop.system.configuration.certificateFolder
            let stranger = try await CertificateAuthority.make("stranger", in: shop.directory + "/stranger")
            let forged = try await stranger.issue("forged")
            let port = try #require(broker.amqpsPort)
            // A second door of the same broker, for plain AMQP.
            try await broker.control(
                "eval", "rabbit_networking:start_tcp_listener({\"127.0.0.1\", \(broker.amqpPort)}, 1).")
            let good = [
                "AMQP_URL": "amqps://email@localhost:\(port)/shop",
                "AMQP_PASSWORD": ShopUnderTest.passwordMark + "email",
                "AMQP_CA_CERTIFICATE": files + "/authority.pem",
                "AMQP_CLIENT_CERTIFICATE": files + "/email.pem", "AMQP_CLIENT_KEY": files + "/email.key",
            ]
            let cases: [(name: String, changes: [String: String?], says: String)] = [
                (
                    "an authority that did not sign", ["AMQP_CA_CERTIFICATE": stranger.certificatePath],
                    "not signed by an authority in \(stranger.certificatePath): set the CA file"
                ),
                (
                    "the system's authorities", ["AMQP_CA_CERTIFICATE": nil],
                    "not signed by an authority in /etc/ssl/certs/ca-certificates.crt: set the CA file"
                ),
                (
                    "a host that is not in the certificate",
                    ["AMQP_URL": "amqps://email@127.0.0.1:\(port)/shop"],
                    "is not for the host 127.0.0.1: connect by a name that is in it"
                ),
                (
                    "no client certificate", ["AMQP_CLIENT_CERTIFICATE": nil, "AMQP_CLIENT_KEY": nil],
                    "demands a client certificate: set the files"
                ),
                (
                    "a client certificate of another authority",
                    ["AMQP_CLIENT_CERTIFICATE": forged.certificatePath, "AMQP_CLIENT_KEY": forged.keyPath],
                    "does not accept the client certificate \(forged.certificatePath): use one"
                ),
                (
                    "plain AMQP to the port for TLS",
                    [
                        "AMQP_URL": "amqp://email@localhost:\(port)/shop", "AMQP_CA_CERTIFICATE": nil,
                        "AMQP_CLIENT_CERTIFICATE": nil, "AMQP_CLIENT_KEY": nil,
                    ], "if it speaks TLS, use amqps://"
                ),
                (
                    "TLS to the port for plain AMQP",
                    ["AMQP_URL": "amqps://email@localhost:\(broker.amqpPort)/shop"],
                    "does not answer in TLS: use amqp:// for this port"
                ),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (name, changes, says) in cases {
                    let environment = good.merging(changes.compactMapValues(\.self)) { $1 }.filter {
                        changes[$0.key] != .some(nil)
                    }
                    group.addTask {
                        let worker = try StrayWorker("email", environment: environment)
                        try await worker.expectTrouble(says, name)
                    }
                }
                try await group.waitForAll()
            }
        }

        @Test("the broker's certificate expires: everybody says so, and goes on when it is renewed")
        func expired() async throws {
            let broker = try #require(await shop.system.ownBroker)
            let authority = CertificateAuthority(existing: shop.system.configuration.certificateFolder)
            _ = try await authority.issue("broker", hosts: ["localhost"], days: -1)
            try await broker.control("eval", "ssl:clear_pem_cache().")
            try await broker.control("close_all_connections", "--global", "for a test")
            for worker in RunningSystem.workers {
                try await waitUntil("\(worker) says that it has expired") {
                    shop.system.logs.lines(of: worker).contains { $0.contains("has expired: renew it there") }
                }
            }
            _ = try await authority.issue("broker", hosts: ["localhost"])
            try await broker.control("eval", "ssl:clear_pem_cache().")
            try await shop.listenAgain()
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
        }

        @Test("the operator's commands find the certificates in run.json, or are given them") func commands()
            async throws
        {
            let directory = ["--directory", shop.directory]
            let published = try await Program.run(
                "choreo", ["publish", "order.requested", "--json"] + directory)
            #expect(published.code == 0, "\(published.error)")
            let report = try JSONSerialization.jsonObject(with: Data(published.output.utf8)) as? [String: Any]
            let order = try #require((report?["order_id"] as? String).flatMap { OrderID($0) })
            try await shop.wait(for: "order.confirmed", of: order)

            let files = shop.system.configuration.certificateFolder
            let port = try #require(await shop.system.ownBroker?.amqpsPort)
            let password = ["CHOREO_PASSWORD_OPERATOR": ShopUnderTest.passwordMark + "operator"]
            let url = ["--amqp-url", "amqps://operator@localhost:\(port)/shop"]
            let client = [
                "--client-certificate", files + "/operator.pem", "--client-key", files + "/operator.key",
            ]
            let trusting = ["--ca-certificate", files + "/authority.pem"]
            for place in [directory, url + trusting + client] {
                let trace = try await Program.run(
                    "choreo", ["trace", order.text] + place, environment: password)
                #expect(trace.code == 0 && trace.output.contains("order.confirmed"), "\(trace.error)")
                let dead = try await Program.run("choreo", ["dlq", "list"] + place, environment: password)
                #expect(dead.code == 0, "\(dead.error)")
            }
            let untrusting = try await Program.run(
                "choreo", ["dlq", "list"] + url + client, environment: password)
            #expect(untrusting.code == 69)
            #expect(
                untrusting.error.contains("not signed by an authority in /etc/ssl"), "\(untrusting.error)")
            let anonymous = try await Program.run("choreo", ["tail"] + url + trusting, environment: password)
            #expect(anonymous.code == 69)
            #expect(anonymous.error.contains("demands a client certificate"), "\(anonymous.error)")
        }
    }
}
