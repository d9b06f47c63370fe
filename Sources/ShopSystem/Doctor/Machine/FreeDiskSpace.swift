import Foundation

/// A worker whose disk is full takes nothing more until there is space again.
struct FreeDiskSpace: MachineCheck {
    static let identifier = "disk-space"
    /// The folder, or the nearest one above it that is there.
    let path: String
    var least: Int64 = 200_000_000
    var comfortable: Int64 = 2_000_000_000

    func examine() -> [DoctorFinding] {
        guard let free = Self.free(at: path) else {
            return [
                warning(
                    "\(path): it cannot be told how much space is free",
                    mend: "check that the folder can be read")
            ]
        }
        let text = "\(path): \(ByteText(free)) free"
        let mend =
            "make room, or move the folder (--directory): databases, broker and mails grow with every order"
        if free < least { return [error(text, mend: mend)] }
        return free < comfortable ? [warning(text, mend: mend)] : [fine(text)]
    }

    private static func free(at path: String) -> Int64? {
        var place = URL(filePath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place.deleteLastPathComponent()
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }
}

/// `2.4 GB`
struct ByteText: CustomStringConvertible {
    let description: String

    init(_ bytes: some BinaryInteger) {
        let (value, unit): (Double, String) =
            switch Double(bytes) {
            case 1e9...: (Double(bytes) / 1e9, "GB")
            case 1e6...: (Double(bytes) / 1e6, "MB")
            default: (Double(bytes) / 1e3, "kB")
            }
        description = "\(Int(value)).\(Int(value * 10) % 10) \(unit)"
    }
}
