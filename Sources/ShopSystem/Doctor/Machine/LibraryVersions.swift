import GRDB
import RabbitMQ

/// The C libraries that this program runs with.
struct LibraryVersions: MachineCheck {
    static let identifier = "libraries"
    var rabbitmq = libraryVersion
    var sqlite = Self.sqliteVersion

    func examine() -> [DoctorFinding] {
        [
            judged(
                "librabbitmq", rabbitmq, least: "0.11.0",
                mend: "install librabbitmq4 0.11 or later, and build again"),
            judged(
                "SQLite", sqlite, least: "3.38.0",
                mend: "install libsqlite3-0 3.38 or later, and build again"),
        ]
    }

    private func judged(_ name: String, _ version: String, least: String, mend: String) -> DoctorFinding {
        VersionText(version) < VersionText(least)
            ? error("\(name) \(version) is older than \(least)", mend: mend) : fine("\(name) \(version)")
    }

    private static var sqliteVersion: String {
        let asked = try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
        return (asked ?? nil) ?? "0"
    }
}

/// A version by its numbers: what is no number ends it, as in `4.1.0-rc.1`.
struct VersionText: Comparable {
    let numbers: [Int]

    init(_ text: String) {
        let parts = text.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        numbers = Array((parts.map { Int($0) ?? 0 } + [0, 0, 0]).prefix(3))
    }

    static func < (left: VersionText, right: VersionText) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
