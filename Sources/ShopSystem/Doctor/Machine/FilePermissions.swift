import Foundation
import Glibc

/// `run.json` holds every password, a database holds customers' names and addresses: nobody else's business.
struct FilePermissions: MachineCheck {
    static let identifier = "file-permissions"
    /// Holds passwords.
    let secrets: [String]
    /// Hold personal data; the folder counts, since it keeps others from what is in it.
    let folders: [String]

    func examine() -> [DoctorFinding] {
        let opened = secrets.filter { isOpen($0) }.map { path in
            error("\(path): others may read it, and it holds passwords", mend: "chmod 600 \(path)")
        }
        let visible = folders.filter { isOpen($0) }.map { path in
            warning(
                "\(path): others may look into it, and it holds names and addresses",
                mend: "chmod 700 \(path)")
        }
        let foreign = (secrets + folders).filter { owner(of: $0) ?? getuid() != getuid() }.map { path in
            warning(
                "\(path): belongs to another user of this machine (\(owner(of: path) ?? 0))",
                mend: "chown \(getuid()) \(path), or run choreo as its owner")
        }
        let found = opened + visible + foreign
        guard found.isEmpty else { return found }
        guard !(secrets + folders).isEmpty else { return [fine("there are no files of a shop yet")] }
        return [fine("\(secrets.count + folders.count) files and folders are for this user alone")]
    }

    /// Whether anybody but the owner may do anything with it; what is not there is not open.
    private func isOpen(_ path: String) -> Bool {
        guard let mode = attribute(.posixPermissions, of: path) else { return false }
        return mode & 0o077 != 0
    }

    private func owner(of path: String) -> UInt32? {
        attribute(.ownerAccountID, of: path).map { UInt32($0) }
    }

    private func attribute(_ key: FileAttributeKey, of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[key].flatMap {
            ($0 as? NSNumber)?.intValue
        }
    }
}
