import Testing

@testable import choreo

@Suite struct JSONLayoutTests {
    @Test func `Names, numbers and order stay as they are`() throws {
        let body = #"{"z":12345678901234567890,"a":[1.10,{}],"t":"a \"{,:\\","e":[ ]}"#
        let indented = try #require(JSONLayout.indented(Array(body.utf8)))
        #expect(
            indented == """
                {
                  "z": 12345678901234567890,
                  "a": [
                    1.10,
                    {}
                  ],
                  "t": "a \\"{,:\\\\",
                  "e": []
                }
                """)
        #expect(JSONLayout.compact(Array(indented.utf8)) == body.replacing("[ ]", with: "[]"))
    }

    @Test(arguments: ["", "<order/>", "{\"a\":1", "{} {}"])
    func `What is not JSON is left alone`(body: String) {
        #expect(JSONLayout.indented(Array(body.utf8)) == nil)
    }

    @Test func `Neither is what is not UTF-8`() {
        #expect(JSONLayout.indented([0x22, 0xFF, 0x22]) == nil)
    }
}
