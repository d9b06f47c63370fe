import Foundation
import Testing

@testable import Choreography

@Suite struct EventJSONTests {
    /// Its older version has another name for the same; Foundation reads it.
    private struct LoafSliced: Event {
        static let type: EventType = "baker.sliced"
        static let version = 2
        let slices: Int
        var correlationID: String? { nil }

        static func upcast(_ body: Data, from version: Int) throws -> LoafSliced {
            struct Old: Decodable { let pieces: Int }
            return LoafSliced(slices: try JSONDecoder().decode(Old.self, from: body).pieces)
        }
    }

    @Test func `an older version is read by the event itself`() throws {
        let event = try EventJSON.decode(LoafSliced.self, version: 1, from: Array(#"{"pieces":7}"#.utf8))
        #expect(event == LoafSliced(slices: 7))
    }

    @Test(arguments: [1, 2]) func `a text at which Foundation crashes is no JSON, whatever its version`(
        version: Int
    ) {
        let error = #expect(throws: InvalidEvent.self) {
            try EventJSON.decode(
                LoafSliced.self, version: version, from: [UInt8](repeating: 0x5B, count: 513))
        }
        #expect(error?.kind == .notJSON)
    }

    @Test(arguments: [(0, true), (253_402_300_799, true), (253_402_300_800, false), (UInt64.max, false)])
    func `a timestamp is a moment until the year 9999`(seconds: UInt64, isMoment: Bool) {
        #expect((Date(amqpTimestamp: seconds) != nil) == isMoment)
    }
}
