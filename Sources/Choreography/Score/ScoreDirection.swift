extension Score {
    /// The events of the way back; all others are of the way forward.
    ///
    /// An event is of the way back when it undoes a step, when it leads to an undo and to no step any more (a
    /// refusal, a cancellation), or when everything that it is said in answer to is of the way back.
    package var backwardEvents: Set<EventType> {
        let graph = ScoreGraph(self)
        let steps = Set(undoes.map(\.step).types)
        let undos = Set(undoes.flatMap(\.undoneBy).types)
        let turns = graph.leading(to: undos).subtracting(graph.leading(to: steps)).subtracting(steps)
        var backward = undos.union(turns)
        let causes = graph.causes
        let timed = Set(parts.flatMap(\.steps).filter { $0.hears == nil }.flatMap(\.says).types)
        while true {
            let following = causes.filter { type, causes in
                !backward.contains(type) && !steps.contains(type) && !timed.contains(type)
                    && causes.isSubset(of: backward)
            }
            guard !following.isEmpty else { return backward }
            backward.formUnion(following.keys)
        }
    }

    /// Every event type, causes before what is said in answer to them, otherwise in the order of the score.
    ///
    /// What nobody says in answer to anything stands directly before the first answer to it.
    package var eventsByCause: [EventType] {
        let types = events.types
        let graph = ScoreGraph(self)
        let causes = graph.causes
        let earliest = Self.places(of: types) { type, places in
            (causes[type] ?? []).map { (places[$0] ?? 0) + 1 }.max() ?? 0
        }
        let latest = Self.places(of: types, from: earliest) { type, places in
            (graph.answers[type] ?? []).map { (places[$0] ?? 0) - 1 }.min() ?? earliest[type] ?? 0
        }
        return types.enumerated().sorted { left, right in
            (latest[left.element] ?? 0, left.offset) < (latest[right.element] ?? 0, right.offset)
        }.map(\.element)
    }

    /// Moves everything to its place until nothing moves any more. As many rounds as the longest way can have
    /// steps are enough; a loop, which the score's check refuses, ends there too.
    private static func places(
        of types: [EventType], from start: [EventType: Int] = [:],
        _ place: (EventType, [EventType: Int]) -> Int
    ) -> [EventType: Int] {
        var places = start
        for _ in types {
            let before = places
            for type in types { places[type] = place(type, places) }
            if places == before { break }
        }
        return places
    }
}
