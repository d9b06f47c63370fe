extension EmailRules {
    /// The mails that `command` makes due, in the order of ``MailKind``: what it tells, and, once we know
    /// whom to write to, what was kept.
    public static func letters(for command: Command, in state: Correspondence) -> [Letter] {
        guard let addressee = state.addressee ?? command.addressee else { return [] }
        let due = state.kept.values.filter { $0.kind != command.news.kind } + [command.news]
        return due.filter { state.done[$0.kind] == nil }.sorted { $0.kind < $1.kind }
            .map { Letter(news: $0, addressee: addressee) }
    }

    /// What becomes true; nothing for what was told before, or lacks its outcomes.
    public static func decide(_ command: Command, in state: Correspondence) -> [Fact] {
        var facts: [Fact] = []
        if state.addressee == nil, let addressee = command.addressee { facts.append(.introduced(addressee)) }
        let kind = command.news.kind
        guard state.addressee ?? command.addressee != nil else {
            return state.kept[kind] == nil && state.done[kind] == nil ? [.kept(command.news)] : []
        }
        for letter in letters(for: command, in: state) {
            guard let outcome = command.outcomes[letter.news.kind] else { return [] }
            facts.append(.written(letter.news, outcome))
        }
        return facts
    }

    /// The correspondence once `fact` is true.
    public static func evolve(_ state: Correspondence, _ fact: Fact) -> Correspondence {
        var state = state
        switch fact {
        case .introduced(let addressee):
            state.addressee = addressee
        case .kept(let news):
            state.kept[news.kind] = news
        case .written(let news, let outcome):
            state.kept[news.kind] = nil
            state.done[news.kind] = outcome
        }
        return state
    }
}
