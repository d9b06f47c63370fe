import ArgumentParser
import Foundation
import RabbitMQ
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct StatusCommandTests {
    @Test(arguments: [
        ["--interval", "5"], ["--watch", "--interval", "0"], ["--watch", "--interval", "nan"],
        ["--doors", "x"],
    ])
    func `What makes no sense is refused before anybody is asked`(arguments: [String]) {
        #expect(throws: (any Error).self) { try StatusCommand.parse(arguments) }
    }

    @Test func `A door names its worker`() throws {
        let door = try NamedDoor("order=http://orders.example:8081")
        #expect(door.worker == "order" && door.url == "http://orders.example:8081")
        for text in ["order", "ordr=http://h:1", "order=ftp://h", "order=http://a:b@h:1", "=http://h:1"] {
            let failure = #expect(throws: CommandFailure.self, "\(text)") { try NamedDoor(text) }
            #expect(failure?.code == .badData && failure?.message.contains("a:b") == false)
        }
    }

    @Test func `A running shop tells where everything is, and a door that is given wins`() throws {
        let directory = NSTemporaryDirectory() + "status-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try RunRecord(
            amqp: ["operator": "amqp://operator:p@127.0.0.1:1/shop"], management: "http://a:b@127.0.0.1:2",
            workers: [
                "order": .init(pid: 7, data: "/d", http: "http://127.0.0.1:3"),
                "email": .init(pid: 8, data: "/d", http: "http://127.0.0.1:4"),
            ]
        ).write(in: directory)
        let connection = try ConnectionOptions.parse(["--directory", directory])
        let sources = try StatusSources(connection, doors: ["email=http://mail:5"], environment: [:])
        #expect(sources.doors == ["order": "http://127.0.0.1:3", "email": "http://mail:5"])
        #expect(sources.processes == ["order": 7, "email": 8] && sources.isSupervised)
        #expect(sources.managementURL == "http://a:b@127.0.0.1:2" && sources.broker.username == "operator")
    }

    @Test func `Of a shop elsewhere only what is given is known`() throws {
        let connection = try ConnectionOptions.parse(["--directory", "/nowhere"])
        let environment = [
            "CHOREO_AMQP_URL": "amqp://me:secret@broker.example/shop",
            "CHOREO_HTTP_TOKEN": "0123456789abcdef",
        ]
        let sources = try StatusSources(connection, doors: [], environment: environment)
        #expect(sources.doors == [:] && sources.processes == [:] && !sources.isSupervised)
        #expect(sources.broker.host == "broker.example" && sources.token == "0123456789abcdef")
        #expect(sources.managementURL == "http://me:secret@broker.example:15672")
        #expect(throws: SystemError.self) { try StatusSources(connection, doors: [], environment: [:]) }
    }

    @Test func `Cells stand below their titles, whatever is in them`() {
        let table = AlignedTable(
            titles: ["name", "n"],
            rows: [[.init(text: "a"), .init(text: "12345")], [.init(text: "lon\ng"), .init(text: "1")]])
        #expect(table.text(on: Terminal(-1)) == "name       n\na      12345\nlon·g      1\n")
    }
}
