/// Where everything stands on the sheet, in pixels. Columns are everybody, rows are events.
struct ScoreSheet {
    let picture: ScorePicture

    static let rowHeight = 26
    private static let columnWidth = 104
    private static let characterWidth = 7
    private static let margin = 24
    private static let headHeight = 92

    init(_ picture: ScorePicture) { self.picture = picture }

    var speakers: [String] { picture.voices + picture.participants }

    /// The rows of one way, with what stands above them.
    func part(_ direction: ScorePicture.Direction) -> (title: String, rows: [ScorePicture.Row]) {
        let title = direction == .forward ? "the way forward" : "the way back"
        return (title, picture.rows.filter { $0.direction == direction })
    }

    /// The parts that have rows.
    var parts: [(title: String, rows: [ScorePicture.Row])] {
        ScorePicture.Direction.allCases.map(part).filter { !$0.rows.isEmpty }
    }

    /// Left of the columns: the names of the events.
    var labelWidth: Int {
        (picture.rows.map { $0.event.rawValue.count }.max() ?? 0) * Self.characterWidth + 2 * Self.margin
    }

    /// Right of them: what an event is.
    var noteWidth: Int {
        (picture.rows.map { Self.note(of: $0).count }.max() ?? 0) * Self.characterWidth + 2 * Self.margin
    }

    var columnsEnd: Int { labelWidth + speakers.count * Self.columnWidth }
    var width: Int { columnsEnd + noteWidth }
    var height: Int { top + parts.reduce(0) { $0 + ($1.rows.count + 1) * Self.rowHeight } + Self.margin }
    var top: Int { Self.headHeight }

    /// The middle of a column.
    func x(of speaker: String) -> Int {
        let place = speakers.firstIndex(of: speaker) ?? 0
        return labelWidth + place * Self.columnWidth + Self.columnWidth / 2
    }

    /// What is to be known of an event beside who says and who hears it.
    static func note(of row: ScorePicture.Row) -> String {
        let notes = [
            row.undoes.map { "undoes \($0)" }, row.isTerminal ? "an end" : nil,
            row.hearers.isEmpty && !row.isTerminal ? "for whoever cares" : nil,
        ]
        return notes.compactMap(\.self).joined(separator: ", ")
    }
}
