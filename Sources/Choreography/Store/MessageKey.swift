package import Foundation
package import GRDB

/// A message id as the inbox keys it: a UUID as 16 bytes, anything else as its text.
package struct MessageKey: Hashable, Sendable, DatabaseValueConvertible {
    package let databaseValue: DatabaseValue

    package init(_ messageID: String) {
        databaseValue =
            UUID(uuidString: messageID).map { id in
                withUnsafeBytes(of: id.uuid) { Data($0) }.databaseValue
            } ?? messageID.databaseValue
    }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> MessageKey? { nil }
}

/// FNV-1a, 64 bits. It tells apart two bodies that came under one message id by mistake; it needs no
/// strength against malice, since whoever may say a type may say it under a new message id as well.
package func contentHash(_ bytes: [UInt8]) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    return Int64(bitPattern: hash)
}

extension Date {
    /// Whole milliseconds since 1970: how the runtime's tables keep instants.
    package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
