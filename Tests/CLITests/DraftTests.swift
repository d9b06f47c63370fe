import Choreography
import ShopEvents
import Testing

@testable import choreo

@Suite struct DraftTests {
    private let id = "0f0e0d0c-0b0a-4908-8706-050403020100"

    @Test(arguments: EventCatalogue.types)
    func `The example of every type fits its contract, under a new order id too`(name: String) throws {
        let catalogue = try EventCatalogue(name)
        let body = try Draft(catalogue: catalogue, base: .example, assignments: []).body(newOrderID: id)
        try catalogue.validate(body)
        let example = catalogue.example["order_id"]
        #expect(Draft.orderID(in: body) == (example == nil ? nil : id))
    }

    @Test func `What was set is kept`() throws {
        let draft = Draft(
            catalogue: try EventCatalogue("order.requested"), base: .example,
            assignments: [try Assignment("order_id=mine"), try Assignment("lines[0].quantity=7")])
        let body = try #require(JSONValue(parsing: try draft.body(newOrderID: id)))
        #expect(body["order_id"] == .string("mine"))
        #expect(body["lines"]?.elements?.first?["quantity"] == .integer(7))
    }

    @Test func `A given body is sent as it is, byte for byte`() throws {
        let bytes = Array("{ \"a\" : 1 }\n".utf8)
        let draft = Draft(
            catalogue: try EventCatalogue("order.requested"), base: .given(bytes), assignments: [])
        #expect(try draft.body(newOrderID: id) == bytes)
    }

    @Test func `A value that does not fit is named by its path`() throws {
        let catalogue = try EventCatalogue("order.requested")
        let draft = Draft(
            catalogue: catalogue, base: .example, assignments: [try Assignment("lines[0].unit_price=-1")])
        let body = try draft.body(newOrderID: id)
        let invalid = #expect(throws: InvalidEvent.self) { try catalogue.validate(body) }
        #expect(invalid?.field == "lines[0].unit_price")
    }

    @Test func `An unknown type is answered with the nearest and all that are known`() {
        let failure = #expect(throws: CommandFailure.self) { try EventCatalogue("order.reqested") }
        #expect(failure?.message.contains("Did you mean order.requested?") == true)
        #expect(failure?.message.contains("warehouse.received") == true)
        #expect(failure?.code == .badData)
    }

    @Test func `The owner says it`() throws {
        #expect(try EventCatalogue("order.requested").owner == "storefront")
        #expect(try EventCatalogue("payment.processed").owner == "payment")
    }
}
