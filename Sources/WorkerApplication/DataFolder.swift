import Glibc

/// The folder that holds the participants' databases.
struct DataFolder {
    let path: String

    init(_ path: String) { self.path = path }

    /// Makes it, and what is above it, readable by its owner alone.
    func make() throws(NoDataFolder) -> DataFolder {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || isFolder(made) else {
                throw NoDataFolder(path: made, reason: SystemError.text(errno))
            }
        }
        return self
    }

    func database(of participant: String) -> String {
        path.hasSuffix("/") ? "\(path)\(participant).sqlite" : "\(path)/\(participant).sqlite"
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        let reason = errno
        defer { errno = reason }
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// Why there is nowhere to keep the database.
struct NoDataFolder: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String {
        "the data folder \(path) cannot be made: \(reason)\n  Choose another with --data or DATA."
    }
}
