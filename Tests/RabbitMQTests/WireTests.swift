import Testing

@testable import RabbitMQ

@Suite struct WireTests {
    static let everyKind: FieldTable = [
        "bool": true, "int8": .int8(-8), "uint8": .uint8(200), "int16": .int16(-300),
        "uint16": .uint16(60_000),
        "int32": .int32(-70_000), "uint32": .uint32(4_000_000_000), "int64": .int64(.min),
        "float": .float(1.5), "double": .double(-2.25), "decimal": .decimal(scale: 2, value: 12_345),
        "string": "straße ☕", "empty": "", "bytes": .bytes([0, 255, 1]), "array": [1, "two", [nil, true]],
        "timestamp": .timestamp(1_700_000_000), "table": ["inner": ["deeper": 3]], "void": nil,
    ]

    @Test func everyKindOfFieldComesBack() throws {
        var headers = Self.everyKind
        headers["uint64"] = .uint64(.max)
        let properties = BasicProperties(headers: headers)
        #expect(try BasicProperties(encoded: properties.encoded()) == properties)
    }

    @Test func everyPropertyComesBack() throws {
        let properties = BasicProperties(
            contentType: "a", contentEncoding: "b", headers: ["x": 1], deliveryMode: .persistent, priority: 9,
            correlationID: "c", replyTo: "d", expiration: "60000", messageID: "e", timestamp: .max, type: "f",
            userID: "g", appID: "h", clusterID: "i")
        #expect(try BasicProperties(encoded: properties.encoded()) == properties)
        #expect(try BasicProperties().encoded() == [0, 0])
        #expect(try BasicProperties(contentType: "a").encoded() == [0x80, 0, 1, 97])
    }

    @Test func longStringsThatAreNotTextStayBytes() throws {
        let wire: [UInt8] = [0x20, 0, 0, 0, 0, 9, 1, 107, UInt8(ascii: "S"), 0, 0, 0, 2, 0xC3, 0x28]
        #expect(try BasicProperties(encoded: wire).headers["k"] == .bytes([0xC3, 0x28]))
    }

    @Test(arguments: ["", String(repeating: "k", count: 256)])
    func keysThatOthersChokeOnAreRefused(key: String) {
        let properties = BasicProperties(headers: [key: 1])
        #expect(throws: AMQPError.self) { try properties.encoded() }
    }

    @Test func textOver255BytesIsRefused() {
        #expect(throws: AMQPError.self) {
            try BasicProperties(messageID: String(repeating: "ä", count: 128)).encoded()
        }
    }

    @Test func nestingHasAnEnd() throws {
        func nested(_ depth: Int) -> FieldTable { depth == 0 ? [:] : ["t": .table(nested(depth - 1))] }
        let deepest = BasicProperties(headers: nested(WireWriter.maximumDepth))
        #expect(try BasicProperties(encoded: deepest.encoded()) == deepest)
        let tooDeep = BasicProperties(headers: nested(WireWriter.maximumDepth + 1))
        #expect(throws: AMQPError.self) { try tooDeep.encoded() }
    }

    /// Each level is five bytes: an array in an array. Without a limit this overflows the stack.
    @Test func hostileNestingIsRefused() throws {
        var wire: [UInt8] = []
        for level in 0..<20_000 { wire = [UInt8(ascii: "A")] + bigEndian(level * 5) + wire }
        let header = [0x20, 0] + bigEndian(wire.count + 2) + [1, 107] + wire
        let error = #expect(throws: AMQPError.self) { try BasicProperties(encoded: header) }
        #expect(error?.message.contains("deeper") == true)
    }

    private func bigEndian(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
    }

    @Test func truncatedAndDamagedBytesNeverCrash() throws {
        let whole = try BasicProperties(headers: Self.everyKind, messageID: "id").encoded()
        for length in whole.indices {
            #expect(throws: AMQPError.self) { try BasicProperties(encoded: Array(whole[..<length])) }
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var damaged = whole
            damaged[Int.random(in: whole.indices, using: &generator)] = UInt8.random(
                in: 0...255, using: &generator)
            _ = try? BasicProperties(encoded: damaged)
        }
    }
}

@Suite struct FieldTableTests {
    @Test func keepsOrderAndReplacesInPlace() {
        var table: FieldTable = ["b": 1, "a": 2]
        table["b"] = 3
        table["c"] = "new"
        table["a"] = nil as FieldValue?
        #expect(table.map(\.key) == ["b", "c"])
        #expect(table["b"]?.integer == 3)
        #expect(table["c"]?.string == "new")
        #expect(table["a"] == nil)
    }
}
