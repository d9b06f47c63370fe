public import Foundation
public import Synchronization

/// Keeps the answers to queries of one type, for a while and not too many: those that were not asked for longest
/// go first.
///
/// Equal queries that come while the answer is being found wait for it together. Errors go to all who wait, and
/// are not kept.
///
/// Whoever changes what the answers are made of (a projection) invalidates them after it has committed. No answer
/// that was begun before is kept then, nor given to anybody who asks afterwards.
public final class QueryCache<Q: Query & Hashable>: Sendable {
    @usableFromInline struct Answer {
        @usableFromInline let result: Q.Result
        @usableFromInline let askedAt: Date

        init(_ result: Q.Result, askedAt: Date) {
            self.result = result
            self.askedAt = askedAt
        }
    }

    @usableFromInline struct State: ~Copyable {
        @usableFromInline var answers: RecentlyUsed<Q, Answer>
        var questions: [Q: SharedAnswer<Q.Result>] = [:]

        init(capacity: Int) { answers = RecentlyUsed(capacity: capacity) }
    }

    private enum Step {
        case known(Q.Result)
        case join(SharedAnswer<Q.Result>)
        case ask(SharedAnswer<Q.Result>)
    }

    @usableFromInline let lifetime: Double?
    @usableFromInline let clock: any WorkerClock
    @usableFromInline let state: Mutex<State>

    /// - Parameters:
    ///   - capacity: so many answers at most, at least 1.
    ///   - lifetime: how old they may become, counted from the question; nil: only invalidation ends them, which
    ///     saves looking at the clock.
    public init(capacity: Int = 1000, lifetime: Duration?, clock: any WorkerClock = SystemClock()) {
        self.lifetime = lifetime.map { $0 / .seconds(1) }
        self.clock = clock
        state = Mutex(State(capacity: max(1, capacity)))
    }

    /// How many answers it holds, too old ones included.
    public var count: Int { state.withLock { $0.answers.count } }

    /// How many callers wait for the answer to `query`.
    public func waiting(for query: Q) -> Int { state.withLock { $0.questions[query]?.count ?? 0 } }

    /// The answer to `query` if it is known and not too old.
    @inlinable public subscript(query: Q) -> Q.Result? {
        let now = lifetime == nil ? nil : clock.now()
        return state.withLock { state in
            guard let answer = state.answers.use(query), isFresh(answer, at: now) else { return nil }
            return answer.result
        }
    }

    /// An answer from the future is not: the clock was set back, so nobody knows how old it is.
    @inlinable func isFresh(_ answer: Answer, at now: Date?) -> Bool {
        guard let lifetime, let now else { return true }
        let age = now.timeIntervalSince(answer.askedAt)
        return age >= 0 && age < lifetime
    }

    /// The answer to `query`: the known one, or that of whoever is asking the same, or else what `ask` finds.
    ///
    /// - Parameter ask: runs in a task of its own, since others may come to wait for it; cancelled when all who
    ///   wait are.
    /// - Throws: what `ask` throws; `CancellationError` at once when the caller is cancelled.
    public func answer(
        to query: Q, asking ask: @escaping @Sendable () async throws -> Q.Result
    ) async throws -> Q.Result {
        let now = clock.now()
        switch step(for: query, at: now) {
        case .known(let result): return result
        case .join(let question): return try await question.wait()
        case .ask(let question):
            question.ask { [self] in
                let result: Result<Q.Result, any Error>
                do { result = .success(try await ask()) } catch { result = .failure(error) }
                keep(result, of: question, to: query, askedAt: now)
                question.finish(result)
            }
            return try await question.wait()
        }
    }

    /// Forgets all answers; those that are being found will not be kept.
    public func invalidate() { invalidate { _ in true } }

    /// Forgets the answers to the queries that `isAffected` picks; those that are being found will not be kept.
    ///
    /// - Parameter isAffected: called for every query that is known, while nobody else gets an answer: be quick,
    ///   and leave the cache alone.
    public func invalidate(where isAffected: @Sendable (Q) -> Bool) {
        state.withLock { state in
            state.answers.removeAll(where: isAffected)
            state.questions = state.questions.filter { !isAffected($0.key) }
        }
    }

    private func step(for query: Q, at now: Date) -> Step {
        state.withLock { state in
            if let answer = state.answers.use(query), isFresh(answer, at: now) {
                return .known(answer.result)
            }
            if let question = state.questions[query], question.enter() { return .join(question) }
            let question = SharedAnswer<Q.Result>()
            state.questions[query] = question
            return .ask(question)
        }
    }

    private func keep(
        _ result: Result<Q.Result, any Error>, of question: SharedAnswer<Q.Result>, to query: Q,
        askedAt: Date
    ) {
        state.withLock { state in
            // Another, or none: what was known has been invalidated since, or all gave up and it was asked anew.
            guard state.questions[query] === question else { return }
            state.questions[query] = nil
            if case .success(let answer) = result {
                state.answers.put(Answer(answer, askedAt: askedAt), for: query)
            }
        }
    }
}
