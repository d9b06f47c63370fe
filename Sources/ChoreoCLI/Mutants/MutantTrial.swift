/// One proof, held against one mutant or against the unbroken code.
struct MutantTrial: Encodable {
    /// How it ended.
    enum Verdict: String, Encodable {
        /// Everything held.
        case passed
        /// Something did not.
        case found
        /// The process died of it.
        case crashed
        /// It did not come to an end in its time.
        case hung
    }

    let proof: String
    let verdict: Verdict
    /// What is wrong, in sentences.
    let findings: [String]
    let seconds: Double

    /// Whether it has noticed anything.
    var isCaught: Bool { verdict != .passed }
}

/// What the trials of one mutant say.
struct MutantStory: Encodable {
    /// Nil for the unbroken code.
    let mutant: String?
    let title: String
    let promise: String
    let trials: [MutantTrial]

    var isCaught: Bool { trials.contains(where: \.isCaught) }
    /// Whether it is as it must be: a mutant caught, the unbroken code not.
    var isRight: Bool { isCaught == (mutant != nil) }

    enum CodingKeys: String, CodingKey {
        case mutant, title, promise, trials
        case isCaught = "caught"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(mutant, forKey: .mutant)
        try container.encode(title, forKey: .title)
        try container.encode(promise, forKey: .promise)
        try container.encode(trials, forKey: .trials)
        try container.encode(isCaught, forKey: .isCaught)
    }
}

/// All of it.
struct MutantsReport: Encodable {
    let stories: [MutantStory]

    /// Whether every mutant is caught, and the unbroken code passes.
    var isSound: Bool { stories.allSatisfy(\.isRight) }

    enum CodingKeys: String, CodingKey {
        case stories
        case isSound = "sound"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stories, forKey: .stories)
        try container.encode(isSound, forKey: .isSound)
    }
}
