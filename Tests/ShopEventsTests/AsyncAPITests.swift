import Choreography
import Foundation
import ShopEvents
import Testing

/// The AsyncAPI document: it is one, its references lead somewhere, and its schemas are what the types read.
@Suite struct AsyncAPITests {
    private let document: JSONValue
    private let check: SchemaCheck

    init() throws {
        document = try AsyncAPIDocument.shop.json()
        check = SchemaCheck(document: document)
    }

    private func members(_ path: String...) -> [String: JSONValue] {
        guard case .object(let members)? = path.reduce(document as JSONValue?, { $0?[$1] }) else {
            return [:]
        }
        return members
    }

    private func payloadSchema(of type: any ShopEvent.Type) throws -> JSONValue {
        let message = members("components", "messages").values.first {
            $0["title"]?.string == type.type.rawValue
        }
        return try #require(message?["payload"])
    }

    @Test func `it has what AsyncAPI 3 demands, under names that every tool takes`() throws {
        #expect(document["asyncapi"] == "3.0.0")
        #expect(document["info"]?["title"]?.string != nil && document["info"]?["version"]?.string != nil)
        for server in members("servers").values {
            #expect(server["host"]?.string != nil && server["protocol"] == "amqp")
        }
        #expect(members("channels").count == Score.shop.events.count + Score.shop.parts.count)
        #expect(members("components", "messages").count == Score.shop.events.count)
        for place in ["channels", "operations", "servers"] {
            #expect(members(place).keys.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_-]+/) != nil })
        }
        let known: Set = [
            "asyncapi", "info", "servers", "defaultContentType", "channels", "operations", "components",
        ]
        guard case .object(let root) = document else { return }
        #expect(Set(root.keys) == known)
    }

    @Test func `every reference leads somewhere`() {
        var references: [String] = []
        func collect(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if let reference = members["$ref"]?.string { references.append(reference) }
                members.values.forEach(collect)
            case .array(let items): items.forEach(collect)
            default: break
            }
        }
        collect(document)
        #expect(references.count > 200)
        #expect(references.filter { check.target(of: $0) == nil } == [])
    }

    @Test func `operations say who says and hears what, in messages of their own channel`() throws {
        let operations = members("operations")
        let said =
            Score.shop.parts.flatMap { part in part.says.map { "\(part.name) \($0.type)" } }
            + Score.shop.outside.flatMap { voice in voice.says.map { "\(voice.name) \($0.type)" } }
        let heard = Score.shop.parts.flatMap { part in part.hears.map { "\(part.name) \($0.type)" } }
        #expect(operations.values.count { $0["action"] == "send" } == said.count)
        #expect(operations.values.count { $0["action"] == "receive" } == heard.count)
        for (name, operation) in operations {
            let channel = try #require(operation["channel"]?["$ref"]?.string)
            let messages = try #require(operation["messages"]?.elements).compactMap { $0["$ref"]?.string }
            #expect(
                messages.count == 1 && messages.allSatisfy { $0.hasPrefix(channel + "/messages/") }, "\(name)"
            )
        }
    }

    @Test func `bindings name exchange, routing key and queue as the topology has them`() throws {
        for (name, channel) in members("channels") {
            let amqp = try #require(channel["bindings"]?["amqp"], "\(name)")
            let address = try #require(channel["address"]?.string)
            if amqp["is"] == "queue" {
                #expect(amqp["queue"]?["name"] == .string(address) && amqp["exchange"] == nil)
                #expect(Topology(.shop).objects.queues.contains { $0.name == address })
            } else {
                #expect(amqp["is"] == "routingKey" && amqp["queue"] == nil)
                #expect(amqp["exchange"]?["name"] == "events" && amqp["exchange"]?["type"] == "topic")
                #expect(EventType(rawValue: address).isWellFormed)
            }
        }
    }

    @Test func `every example fits its own schema, with headers as they go over the wire`() throws {
        var examples = 0
        for (name, message) in members("components", "messages") {
            for example in message["examples"]?.elements ?? [] {
                examples += 1
                let payload = check.violations(
                    of: try #require(message["payload"]), in: try #require(example["payload"]))
                let headers = check.violations(
                    of: try #require(message["headers"]), in: try #require(example["headers"]))
                #expect(payload + headers == [], "\(name)")
                #expect(example["headers"]?["cloudEvents_type"] == message["title"])
            }
        }
        #expect(examples == Score.shop.events.count)
    }

    @Test(arguments: Golden.types)
    func `the golden file fits the schema; without any of its fields, or with one bent, it does not`(
        _ type: any ShopEvent.Type
    ) throws {
        let schema = try payloadSchema(of: type)
        let golden = try Golden.body(of: type)
        #expect(check.violations(of: schema, in: try #require(JSONValue(parsing: golden))) == [])
        for field in try JSONDecoder().decode(JSON.self, from: Data(golden)).fields {
            let isOptional = type == OrderRequested.self && field.path == "order_id"
            let without = try JSONValue(encoding: field.without)
            #expect(check.violations(of: schema, in: without).isEmpty == isOptional, "without \(field.path)")
            let bent = try JSONValue(encoding: field.bent)
            #expect(!check.violations(of: schema, in: bent).isEmpty, "\(field.path) bent")
        }
    }
}

/// What a type reads is found out by letting it read.
@Suite struct SchemaRecordingTests {
    private struct Odd: Codable {
        let names: [String]
        let count: Int?
        let note: String?
        let isOpen: Bool?
        let total: Int64?
        let order: OrderID?
        let lines: [OrderLine]?
    }

    private struct Endless: Codable { let next: [Endless] }

    private enum Word: String, Codable { case yes, no }
    private struct Wordy: Codable { let word: Word }

    @Test func `what may be missing is told from what must be there, whatever its type`() throws {
        let schema = try Schema(describing: Odd.self)
        let json = try #require(schema.components["Odd"])
        #expect(json["required"] == ["names"])
        #expect(json["properties"]?["count"]?["type"] == "integer")
        #expect(json["properties"]?["total"]?["type"] == "integer")
        #expect(json["properties"]?["isOpen"]?["type"] == "boolean")
        #expect(json["properties"]?["order"]?["format"] == "uuid")
        #expect(json["properties"]?["names"]?["items"]?["type"] == "string")
        #expect(json["properties"]?["lines"]?["items"]?["$ref"] == "#/components/schemas/OrderLine")
        #expect(schema.components["OrderLine"]?["properties"]?["unit_price"]?["type"] == "integer")
    }

    @Test func `what does not show its form is named, with its place`() {
        let wordy = #expect(throws: (any Error).self) { try Schema(describing: Wordy.self) }
        #expect("\(wordy as Any)".contains("word"))
        let endless = #expect(throws: (any Error).self) { try Schema(describing: Endless.self) }
        #expect("\(endless as Any)".contains("Endless"))
    }
}
