import Foundation
import RabbitMQ
import ShopSystem
import Testing

@testable import choreo

@Suite struct DeadLetterRecordTests {
    private let values: FieldTable = [
        "text": "ä\u{0}\n", "yes": true, "i8": .int8(-8), "u8": .uint8(8), "i16": .int16(-16),
        "u16": .uint16(16), "i32": .int32(-32), "u32": .uint32(32), "i64": .int64(.min), "u64": .uint64(.max),
        "float": .float(0.1), "double": .double(-1e300), "infinite": .double(.infinity),
        "decimal": .decimal(scale: 2, value: 12345), "bytes": .bytes([0, 0xFF]),
        "time": .timestamp(1_700_000_000),
        "list": .array([.int64(1), .table(["x": .void]), .array([])]), "nothing": .void,
        "table": .table(["a": .int32(1), "$b": "c"]), "like a kind": .table(["$int8": "5"]),
        "empty": .table([:]),
    ]

    private func roundTrip(_ entry: DeadLetterEntry) throws -> Message {
        try DeadLetterRecord(line: try DeadLetterRecord(entry).line()).message()
    }

    @Test func `Every kind of header comes back as it was`() throws {
        let entry = DeadLetterEntry.sample(of: "order", extra: values)
        let back = try roundTrip(entry)
        #expect(back.exchange == "dead-letters" && back.routingKey == "order")
        #expect(back.body == entry.delivery.body)
        let headers = back.properties.headers
        for (key, value) in entry.delivery.properties.headers {
            #expect(headers[key].map(Self.sorted) == Self.sorted(value), "\(key)")
        }
        #expect(headers.count == entry.delivery.properties.headers.count)
        #expect(back.properties.userID == "order" && back.properties.deliveryMode == .persistent)
    }

    /// The order of a table's entries means nothing.
    private static func sorted(_ value: FieldValue) -> FieldValue {
        guard case .table(let table) = value else { return value }
        return .table(FieldTable(table.map { ($0.key, sorted($0.value)) }.sorted { $0.0 < $1.0 }))
    }

    @Test(arguments: [[], [0xFF, 0x00, 0xC3], Array("{\"a\":\"\u{FEFF}é\"}\n".utf8)] as [[UInt8]])
    func `Every body comes back as it was`(body: [UInt8]) throws {
        #expect(try roundTrip(.sample(of: "order", body: body)).body == body)
    }

    @Test func `A record is one line, and the same however often it was looked at`() throws {
        let line = try DeadLetterRecord(.sample(of: "order")).line()
        #expect(!line.contains(UInt8(ascii: "\n")))
        let looked = DeadLetterEntry.sample(of: "order", extra: ["x-delivery-count": .int64(7)])
        #expect(try DeadLetterRecord(looked).line() == line)
    }

    @Test(arguments: [
        ("", "not JSON"), ("{}", "is missing"),
        (
            #"{"participant":"nobody","properties":{},"headers":{},"body":""}"#,
            "nobody"
        ),
        (#"{"participant":"order","properties":{},"headers":{}}"#, "no body"),
        (
            #"{"participant":"order","properties":{},"headers":{"a":{"$int8":"x"}},"body":""}"#,
            "headers"
        ),
        (
            #"{"participant":7,"properties":{},"headers":{},"body":""}"#,
            "participant"
        ),
    ]) func `What is no record is refused with the reason`(line: String, says: String) {
        let error = #expect(throws: SystemError.self) { try DeadLetterRecord(line: Array(line.utf8)) }
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func `A file is for its owner alone, is not overwritten, and names the line that is wrong`() throws
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let entries = [DeadLetterEntry.sample(of: "order"), .sample(of: "email", body: [0xFF])]
        try DeadLetterFile.write(entries, to: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try DeadLetterFile.read(path) == entries.map { DeadLetterRecord($0) })
        let failure = #expect(throws: CommandFailure.self) { try DeadLetterFile.write(entries, to: path) }
        #expect(failure?.message.contains("is there already") == true)
        try Data(try DeadLetterRecord(entries[0]).line() + Array("\n\nx\n".utf8)).write(
            to: URL(filePath: path))
        let wrong = #expect(throws: CommandFailure.self) { try DeadLetterFile.read(path) }
        #expect(wrong?.message == "\(path), line 3: it is no exported dead letter: not JSON")
    }
}
