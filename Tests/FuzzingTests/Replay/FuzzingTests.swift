import ChoreographyTesting
import Foundation
import Testing

/// What was found by fuzzing stays found, and a bounded number of mutations goes through every target; millions go
/// through it with `./choreo fuzz`.
@Suite(.serialized) struct FuzzingTests {
    /// The folder of the corpus has a folder for each target, with an input in each file.
    private static func corpus(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = Bundle.module.bundleURL.appending(path: "Corpus/\(target.name)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return try names.sorted().map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
    }

    /// What is wrong with how `target` takes each of `inputs`. A hang is one of ten
    /// seconds of a processor: this thread gives way to all others.
    private static func complaints(
        of target: FuzzTarget, about inputs: [(name: String, bytes: [UInt8])]
    ) async throws -> [String] {
        try await OwnThread.run {
            inputs.compactMap { name, bytes in
                let begin = OwnThread.spent()
                do { try target.check(bytes) } catch { return "\(name): \(error)" }
                let took = OwnThread.spent() - begin
                return took < .seconds(10) ? nil : "\(name): took \(took)"
            }
        }
    }

    private static func seeds(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        try target.seeds().enumerated().map { ("seed \($0)", $1) } + corpus(of: target)
    }

    @Test(arguments: FuzzTarget.all) func `the corpus is taken`(target: FuzzTarget) async throws {
        #expect(try await Self.complaints(of: target, about: Self.seeds(of: target)) == [])
    }

    @Test func `every folder of the corpus belongs to a target`() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Bundle.module.bundleURL.appending(path: "Corpus").path())
        #expect(Set(folders).subtracting(FuzzTarget.all.map(\.name)) == [])
    }

    @Test(arguments: FuzzTarget.all) func `mutations are taken`(target: FuzzTarget) async throws {
        let inputs = try Self.seeds(of: target)
        var mutator = ByteMutator(seed: 1, words: target.words)
        let mutations = (0..<2000).map { number in
            let input = inputs[number % inputs.count]
            return ("mutation \(number), of \(input.name)", mutator.mutate(input.bytes))
        }
        #expect(try await Self.complaints(of: target, about: mutations) == [])
    }

    @Test func `a check that does not hold is told`() throws {
        let broken = FuzzTarget(name: "broken", seeds: { [[1]] }, words: []) { bytes in
            try must(bytes != [1], "it is one")
        }
        #expect(throws: FuzzViolation.self) { try broken.check([1]) }
        try broken.check([2])
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}
