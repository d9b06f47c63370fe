import Glibc
import ServiceLifecycle

/// The pages of its program and libraries that a process has read.
struct ProgramPages: Sendable {
    /// What the process is made of.
    private let files: Set<String>

    /// - Parameter files: must stay where they are mapped. So by default those whose code is there already: what is
    ///   loaded later may be unloaded between the look at it and the deed.
    init(of files: Set<String>? = nil) {
        // Without the figures, which take ten times as long, at the start.
        self.files = files ?? Set(Mapping.all(in: "/proc/self/maps").compactMap { $0.isCode ? $0.file : nil })
    }

    /// Lets go of them. What is needed comes back from the page cache at its next use, without reading the disk.
    ///
    /// A mapping that is not as its file has it is left alone, since nobody could bring that back: addresses that the
    /// dynamic linker has filled in, a debugger's breakpoint.
    ///
    /// - Returns: how many bytes of them were resident.
    @discardableResult
    func release() -> Int {
        Mapping.all().reduce(0) { released, mapping in
            guard let file = mapping.file, files.contains(file), mapping.isReadOnly, mapping.changed == 0,
                let start = UnsafeMutableRawPointer(bitPattern: mapping.range.lowerBound),
                madvise(start, mapping.range.count, MADV_DONTNEED) == 0
            else { return released }
            return released + mapping.resident
        }
    }

    /// A line of `/proc/self/maps`, or a paragraph of `smaps`, where one line for each figure follows; see proc(5).
    struct Mapping: Equatable {
        let range: Range<UInt>
        /// What may be done with it, as in `r-xp`.
        let permissions: String
        /// The file's path; nil for memory without one.
        let file: String?
        /// In bytes.
        private(set) var resident = 0
        /// What differs from the file, in bytes; nil before that was told.
        private(set) var changed: Int?

        var isCode: Bool { permissions == "r-xp" }
        var isReadOnly: Bool { isCode || permissions == "r--p" }

        /// `7f00-7f10 r-xp 00000000 fe:00 1234   /usr/bin/order`
        init?(_ line: String) {
            let words = line.split(whereSeparator: \.isWhitespace)
            let bounds = (words.first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard words.count >= 5, bounds.count == 2, bounds[0] < bounds[1] else { return nil }
            range = bounds[0]..<bounds[1]
            permissions = String(words[1])
            let name = words.dropFirst(5).joined(separator: " ")
            file = name.hasPrefix("/") ? name : nil
        }

        /// `Rss:                 12 kB`
        mutating func note(_ line: UnsafePointer<CChar>) {
            if let bytes = Self.bytes("Rss:", line) {
                resident = bytes
            } else if let bytes = Self.bytes("Anonymous:", line) {
                changed = bytes
            }
        }

        private static func bytes(_ figure: String, _ line: UnsafePointer<CChar>) -> Int? {
            let length = figure.utf8.count
            return strncmp(line, figure, length) == 0 ? strtol(line + length, nil, 10) * 1024 : nil
        }

        /// Those of this process; none where the system does not tell.
        static func all(in listing: String = "/proc/self/smaps") -> [Mapping] {
            guard let file = fopen(listing, "r") else { return [] }
            defer { fclose(file) }
            var (line, capacity) = (UnsafeMutablePointer<CChar>?.none, 0)
            defer { free(line) }
            var mappings: [Mapping] = []
            while getline(&line, &capacity, file) > 0, let line {
                if isupper(Int32(line.pointee)) != 0, !mappings.isEmpty {
                    mappings[mappings.count - 1].note(line)
                } else if let mapping = Mapping(String(cString: line)) {
                    mappings.append(mapping)
                }
            }
            return mappings
        }
    }
}

/// Lets go of the program's pages a second after the start, then after ever longer pauses, up to an hour: most of them
/// only the start and the first deliveries have needed, and would count for this process as long as it lives.
struct PageRelease: Service {
    private let pages = ProgramPages()

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                var pause = Duration.seconds(1)
                while true {
                    try await Task.sleep(for: pause)
                    pages.release()
                    pause = min(pause * 2, .seconds(3600))
                }
            }
        } catch is CancellationError {}
    }
}
