/// Files of `/proc` that tell of one process.
enum ProcFile {
    /// The fields of `/proc/<pid>/stat` behind the name, so that the state, field 3 of proc(5), is the first;
    /// nil when there is no such process.
    static func statFields(of pid: Int32) -> [Substring]? {
        // The name in parentheses may hold anything, so the fields are counted behind it.
        guard let stat = SmallFile.read("/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else {
            return nil
        }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        // A zombie has ended.
        return fields.count > 19 && fields[0] != "Z" ? fields : nil
    }
}
