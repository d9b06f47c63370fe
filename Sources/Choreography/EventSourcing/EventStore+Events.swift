public import Foundation
import GRDB

extension EventStore {
    /// A fact to be recorded.
    public struct NewEvent: Sendable, Hashable {
        /// A name for the fact, for people and tools that follow it through systems.
        public let id: String
        /// What kind of fact.
        public let type: String
        /// The version of the form of ``data``, from 1.
        public let typeVersion: Int
        /// JSON.
        public let data: String
        /// JSON: what caused it and the like.
        public let metadata: String

        /// A fact to be recorded.
        public init(id: String, type: String, typeVersion: Int = 1, data: String, metadata: String = "{}") {
            self.id = id
            self.type = type
            self.typeVersion = typeVersion
            self.data = data
            self.metadata = metadata
        }
    }

    /// A fact as it was recorded.
    public struct RecordedEvent: Sendable, Hashable {
        /// Its place among the facts of all streams; rises, may have gaps.
        public let position: Int64
        /// The stream it belongs to.
        public let stream: String
        /// Its place in its stream, from 1 without gaps.
        public let version: Int
        /// The fact.
        public let event: NewEvent
        /// When it was recorded, to the millisecond.
        public let recordedAt: Date

        init(_ row: SQLRow) {
            position = row[0]
            stream = row[1]
            version = row[2]
            event = NewEvent(id: row[3], type: row[4], typeVersion: row[5], data: row[6], metadata: row[7])
            recordedAt = Date(milliseconds: row[8])
        }
    }

    /// Somebody else appended to the stream since it was read: read again and decide again.
    public struct ConcurrencyConflict: Error, Hashable, CustomStringConvertible {
        /// Which stream.
        public let stream: String
        /// The version that the writer had read.
        public let expectedVersion: Int
        /// The version that it has.
        public let actualVersion: Int

        /// A conflict.
        public init(stream: String, expectedVersion: Int, actualVersion: Int) {
            self.stream = stream
            self.expectedVersion = expectedVersion
            self.actualVersion = actualVersion
        }

        /// Names all three.
        public var description: String {
            "stream \(stream) is at version \(actualVersion), expected was \(expectedVersion)"
        }
    }
}
