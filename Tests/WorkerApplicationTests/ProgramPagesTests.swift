import Foundation
import Glibc
import Testing

@testable import WorkerApplication

@Suite("The program's pages") struct ProgramPagesTests {
    @Test("the program goes on without its pages") func release() {
        #expect(ProgramPages().release() > 0)
        #expect("as before".replacing("before", with: "ever") == "as ever")
    }

    @Test("what is not as its file has it stays as it is") func changed() throws {
        try Self.withMapping { file, bytes, length in
            bytes.storeBytes(of: 42, toByteOffset: 10, as: UInt8.self)
            try #require(mprotect(bytes, length, PROT_READ) == 0)
            #expect(ProgramPages(of: [file]).release() == 0)
            #expect(bytes.load(fromByteOffset: 10, as: UInt8.self) == 42)
        }
    }

    @Test("what is as its file has it is let go of, and comes back") func unchanged() throws {
        try Self.withMapping { file, bytes, length in
            try #require(mprotect(bytes, length, PROT_READ) == 0)
            #expect(bytes.load(fromByteOffset: 10, as: UInt8.self) == 7)
            ProgramPages().release()
            let resident = try #require(Self.resident(of: file))
            #expect(resident > 0, "the program is not made of it")
            #expect(ProgramPages(of: [file]).release() == resident)
            #expect(Self.resident(of: file) == 0)
            #expect(bytes.load(fromByteOffset: 10, as: UInt8.self) == 7)
        }
    }

    @Test(
        "code and constants of files are read, and nothing else",
        arguments: [
            (
                "55d0-55e0 r-xp 00001000 fe:00 1234            /opt/a worker/order\n", "/opt/a worker/order",
                true
            ),
            ("55d0-55e0 r--p 00000000 fe:00 1234                       /opt/order\n", "/opt/order", true),
            ("55d0-55e0 rw-p 00000000 fe:00 1234                       /opt/order\n", "/opt/order", false),
            ("55d0-55e0 r--s 00000000 fe:00 1234                       /data/x-shm\n", "/data/x-shm", false),
            ("55d0-55e0 r-xp 00000000 00:00 0                          [vdso]\n", nil, true),
            ("55d0-55e0 rw-p 00000000 00:00 0 \n", nil, false),
        ]) func mapping(line: String, file: String?, isReadOnly: Bool) throws
    {
        let mapping = try #require(ProgramPages.Mapping(line))
        #expect(mapping.range == 0x55d0..<0x55e0)
        #expect(mapping.file == file && mapping.isReadOnly == isReadOnly)
    }

    @Test("a figure is no mapping") func figures() throws {
        var mapping = try #require(ProgramPages.Mapping("1000-3000 r-xp 0 fe:00 1 /opt/order"))
        for line in [
            "Rss:                   8 kB", "Anonymous:             4 kB", "VmFlags: rd ex mr mw me", "",
        ] {
            #expect(ProgramPages.Mapping(line) == nil)
            mapping.note(line)
        }
        #expect(mapping.resident == 8192 && mapping.changed == 4096)
    }

    /// A file full of sevens, as this process alone may change it.
    private static func withMapping(
        _ body: (_ file: String, UnsafeMutableRawPointer, Int) throws -> Void
    ) throws {
        let folder = URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath()
        let path = folder.appending(path: "pages-\(UUID().uuidString)").path
        let length = 4 * Int(sysconf(Int32(_SC_PAGESIZE)))
        try Data(repeating: 7, count: length).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        let bytes = try #require(mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0))
        try #require(bytes != MAP_FAILED)
        defer { munmap(bytes, length) }
        try body(path, bytes, length)
    }

    private static func resident(of file: String) -> Int? {
        ProgramPages.Mapping.all().first { $0.file == file }?.resident
    }
}
