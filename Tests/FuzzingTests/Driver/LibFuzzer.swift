import Foundation

/// What libFuzzer calls: its `main` is the program. Which target is fuzzed comes in CHOREO_FUZZ_TARGET, where `list`
/// prints their names; its seeds and words are put into the folder CHOREO_FUZZ_FOLDER before the run.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["CHOREO_FUZZ_TARGET"] ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    guard name == "list" else { leave("there is no target \"\(name)\"; there are \(names)") }
    print(names)
    exit(0)
}()

private func leave(_ message: String) -> Never {
    FileHandle.standardError.write(Data("fuzz: \(message)\n".utf8))
    exit(64)
}

@_cdecl("LLVMFuzzerInitialize")
func initialize(
    _: UnsafeMutablePointer<CInt>, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    let target = target
    guard let folder = ProcessInfo.processInfo.environment["CHOREO_FUZZ_FOLDER"] else { return 0 }
    do {
        let seeds = URL(filePath: folder).appending(path: "seeds")
        try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
        for (number, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: seeds.appending(path: "seed-\(number)"))
        }
        try Data(dictionary.utf8).write(to: URL(filePath: folder).appending(path: "words"))
    } catch {
        leave("\(folder) cannot be filled: \(error)")
    }
    return 0
}

/// The target's words as libFuzzer reads them.
private var dictionary: String {
    target.words.map { word in
        "\"" + word.utf8.map { "\\x" + String($0, radix: 16).padded }.joined() + "\"\n"
    }.joined()
}

extension String {
    fileprivate var padded: String { count < 2 ? "0" + self : self }
}

@_cdecl("LLVMFuzzerTestOneInput")
func one(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        FileHandle.standardError.write(Data("fuzz: \(error)\n".utf8))
        abort()
    }
    return 0
}
