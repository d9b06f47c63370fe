import ArgumentParser
import Choreography
import Foundation
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import ShopSystem

/// How a command finds the management API of the broker that it is about.
struct ManagementOptions: ParsableArguments {
    @Option(
        name: .customLong("management-url"),
        help: ArgumentHelp(
            "The management API of the broker at --amqp-url; port 15672 of its host unless given.",
            discussion: "Or CHOREO_MANAGEMENT_URL, which may hold the administrator's password.",
            valueName: "url"))
    var managementURL: String?

    @Option(help: "The virtual host; that of the shop or the URL, or shop, unless given.")
    var vhost: String?

    @OptionGroup var connection: ConnectionOptions

    /// Where the broker is: what is named, else the shop that runs here.
    struct Place {
        let url: String
        let virtualHost: String
    }

    /// - Throws: ``CommandFailure`` or ``SystemError`` when nothing is named and no shop runs here.
    func place(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Place {
        if let broker = try BrokerURL.given(option: connection.amqpURL, environment: environment) {
            return Place(
                url: try BrokerURL.management(of: broker, option: managementURL, environment: environment),
                virtualHost: vhost ?? (broker.virtualHost == "/" ? Score.shop.name : broker.virtualHost))
        }
        guard managementURL == nil else {
            throw CommandFailure(
                .badData, "--management-url goes with --amqp-url, whose user and password it takes")
        }
        if let url = environment["CHOREO_MANAGEMENT_URL"], !url.isEmpty {
            return Place(url: url, virtualHost: vhost ?? Score.shop.name)
        }
        let record = try RunRecord.read(in: connection.directory)
        let running = try record.configuration(for: Topology.operatorUser)?.virtualHost
        return Place(url: record.management, virtualHost: vhost ?? running ?? Score.shop.name)
    }

    /// A client of it, and the topology that the score has for its virtual host.
    func open() throws -> (client: ManagementClient, topology: Topology) {
        let place = try place()
        return (
            try ManagementClient(url: place.url), Topology(.shop, virtualHost: place.virtualHost)
        )
    }
}
