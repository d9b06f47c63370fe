import Choreography
import Testing

@testable import choreo

@Suite struct TerminalTests {
    @Test(arguments: [
        (["choreo"], [:], true), (["choreo", "--no-color"], [:], false),
        (["choreo"], ["NO_COLOR": "1"], false), (["choreo"], ["NO_COLOR": ""], true),
        (["choreo"], ["TERM": "dumb"], false),
    ])
    func `Colours can be refused`(arguments: [String], environment: [String: String], wanted: Bool) {
        #expect(Terminal.wantsColour(arguments) { environment[$0] ?? "" } == wanted)
    }

    @Test func `A table is as wide as what is in it, and has no trailing blanks`() {
        #expect(
            Table.text(["a", "long title"], [["1", "x"], ["222", "y"]]) == """
                a   long title
                --- ----------
                1   x
                222 y

                """)
        #expect(Table.text(["a"], []) == "")
    }

    @Test func `What comes from outside cannot steer the terminal`() {
        #expect("a\u{1B}[31mb\nc".onOneLine == "a·[31mb·c")
        #expect(Table.text(["a"], [["x\ny"]]).split(separator: "\n").count == 3)
    }

    @Test(arguments: [(999, "999 ms"), (1000, "1.0 s"), (2550, "2.5 s")])
    func `Durations are short`(milliseconds: Int, text: String) {
        #expect(Duration.milliseconds(milliseconds).short == text)
    }

    @Test(arguments: [
        (#"{"amount":2505,"currency":"EUR"}"#, "25.05 EUR taken"),
        (#"{"amount":5,"currency":"EUR"}"#, "0.05 EUR taken"),
        (#"{"amount":"x"}"#, "money taken"), (#"[]"#, "money taken"),
    ])
    func `Money has two digits of cents`(body: String, gist: String) {
        #expect(Gist.of(type: "payment.processed", body: JSONValue(parsing: body.utf8)) == gist)
    }
}
