import Choreography
import Testing

@testable import choreo

@Suite struct AssignmentTests {
    @Test(arguments: [
        ("a=2", JSONValue.integer(2)), ("a=2.5", .number(2.5)), ("a=true", .bool(true)), ("a=null", .null),
        ("a=\"2\"", .string("2")), ("a=tok_visa", .string("tok_visa")), ("a=", .string("")),
        ("a=[1,\"x\"]", .array([.integer(1), .string("x")])), ("a={\"b\":1}", .object(["b": .integer(1)])),
        ("a=b=c", .string("b=c")), ("a=-3", .integer(-3)),
    ])
    func `The value is JSON where it can be, else text`(text: String, value: JSONValue) throws {
        #expect(try Assignment(text).value == value)
    }

    @Test func `Sets what is deep inside, and leaves the rest`() throws {
        var body = try #require(JSONValue(parsing: #"{"lines":[{"quantity":1,"sku":"x"}],"c":"EUR"}"#.utf8))
        for text in ["lines[0].quantity=2", "lines[1].sku=y", "customer.name=Zoë"] {
            let assignment = try Assignment(text)
            try body.set(assignment.path, to: assignment.value)
        }
        let line = try JSONOutput.line(body)
        #expect(
            line == #"{"c":"EUR","customer":{"name":"Zoë"},"lines":[{"quantity":2,"sku":"x"},{"sku":"y"}]}"#)
    }

    @Test(arguments: ["a", "=1", "a..b=1", "a[x]=1", "a[0=1", "a[-1]=1", ".a=1"])
    func `Refuses what is no assignment`(text: String) {
        #expect(throws: CommandFailure.self) { try Assignment(text) }
    }

    @Test(arguments: ["c.d=1", "lines.x=1", "lines[2]=1", "c[0]=1"])
    func `Names the path that leads nowhere`(text: String) throws {
        var body = try #require(JSONValue(parsing: #"{"lines":[1],"c":"EUR"}"#.utf8))
        let assignment = try Assignment(text)
        let failure = #expect(throws: CommandFailure.self) {
            try body.set(assignment.path, to: assignment.value)
        }
        #expect(failure?.message.hasPrefix("\(assignment.path):") == true)
    }
}
