import Choreography
import Foundation

extension FuzzTarget {
    /// Any JSON text: our reader says what Foundation's says, and what it reads is the same after it was written and
    /// read again.
    static let json = FuzzTarget(
        name: "json",
        seeds: {
            try ShopSeeds.events.map(ShopSeeds.body(of:)) + [
                Array(String(repeating: "[", count: 600).utf8),
                Array(
                    (String(repeating: "{\"a\":", count: 300) + "1" + String(repeating: "}", count: 300)).utf8
                ),
                Array(#"[1,-1,1.5,1e3,-0,"\u0000\ud83d\ude00",null,true,{"":[]},12345678901234567890]"#.utf8),
            ]
        }, words: ShopSeeds.words
    ) { bytes in
        let found = try? JSONCoder.decode(JSONValue.self, from: bytes)
        if nesting(of: bytes) < 512 {
            let expected = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
            try must(found == expected, "Foundation reads another value")
        }
        try must(found == JSONValue(parsing: bytes), "there are two readers of JSON")
        guard let found else { return }
        let written = try JSONCoder.encode(found)
        // A number beyond 2^53 may have lost its fraction, and is a whole one when it is read again.
        let again = try JSONCoder.decode(JSONValue.self, from: written)
        let rewritten = try JSONCoder.encode(again)
        try must(try JSONCoder.decode(JSONValue.self, from: rewritten) == again, "read again it is another")
    }

    /// As deep at most: Foundation crashes at a text that ends with the 513th open bracket.
    private static func nesting(of bytes: [UInt8]) -> Int { bytes.count { $0 == 0x5B || $0 == 0x7B } }
}
