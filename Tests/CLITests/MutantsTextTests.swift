import Testing

@testable import choreo

@Suite struct MutantsTextTests {
    private func trial(_ proof: String, _ verdict: MutantTrial.Verdict, _ finding: String? = nil)
        -> MutantTrial
    {
        MutantTrial(proof: proof, verdict: verdict, findings: finding.map { [$0] } ?? [], seconds: 1.25)
    }

    private func story(_ mutant: String?, _ trials: [MutantTrial]) -> MutantStory {
        MutantStory(mutant: mutant, title: "it forgets", promise: "nothing is forgotten", trials: trials)
    }

    @Test func `A mutant is told with who has caught it, and by what`() {
        let story = story(
            "forgetful", [trial("search", .passed), trial("deaths", .found, "a charge\nis missing")])
        #expect(
            MutantsText.text(story, on: .output) == """
                forgetful: it forgets
                  breaks the promise: nothing is forgotten
                  search sees nothing, 1.2 s
                  deaths catches it, 1.2 s: a charge·is missing

                """)
    }

    @Test func `The table has a column for each proof, and a mutant that nobody asked about further`() {
        let report = MutantsReport(stories: [
            story(nil, [trial("search", .passed), trial("deaths", .passed)]),
            story("forgetful", [trial("search", .hung)]),
            story("greedy", [trial("search", .passed), trial("deaths", .crashed)]),
        ])
        #expect(report.isSound)
        #expect(
            MutantsText.table(report, on: .output) == """
                MUTANT           search     deaths
                forgetful         hangs  not asked
                greedy     sees nothing    crashes

                every mutant is caught, 2 of 2

                """)
    }

    @Test func `One that is free, or a proof that finds something in sound code, is a failure`() throws {
        let sound = story(nil, [trial("search", .passed)])
        let free = MutantsReport(stories: [sound, story("sly", [trial("search", .passed)])])
        #expect(!free.isSound)
        #expect(MutantsText.table(free, on: .output).contains("not caught: sly"))
        let blind = MutantsReport(stories: [story(nil, [trial("search", .found, "all is lost")])])
        #expect(!blind.isSound)
        #expect(MutantsText.table(blind, on: .output).contains("the proofs prove nothing"))
        #expect(try JSONOutput.line(blind).contains(#""sound":false"#))
        #expect(try JSONOutput.line(free).contains(#""caught":false"#))
    }
}
