/// Writes a field table of texts in the form that it has on the wire, in one pass: no value is made on the way.
package struct TextTableWriter: ~Copyable {
    private var writer = WireWriter()

    /// An empty table, with room for so many bytes before more are needed.
    package init(reservingCapacity bytes: Int) { writer.reserve(bytes) }

    /// Appends an entry.
    ///
    /// - Parameter key: 1...255 bytes, and none that was there before.
    package mutating func append(_ text: String, for key: String) {
        let start = writer.beginText(key)
        writer.text(text)
        writer.endText(start)
    }

    /// Appends an entry whose text `pieces` writes, one after the other.
    ///
    /// - Parameter key: 1...255 bytes, and none that was there before.
    package mutating func append(for key: String, _ pieces: (inout TextTableWriter) -> Void) {
        let start = writer.beginText(key)
        pieces(&self)
        writer.endText(start)
    }

    /// Writes pieces of the text that is being appended.
    package mutating func write(
        _ first: String, _ second: String = "", _ third: String = "", _ fourth: String = ""
    ) {
        writer.text(first)
        writer.text(second)
        writer.text(third)
        writer.text(fourth)
    }

    /// The table.
    package consuming func finish() -> FieldTable {
        FieldTable(WireTable(writer.bytes, isPlainlyKeyed: true))
    }
}
