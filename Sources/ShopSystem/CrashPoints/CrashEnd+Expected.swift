extension CrashEnd {
    /// The end of ``CrashScript``, whoever dies in it. Written down: an end that is compared with another one alone may
    /// be wrong in the same way.
    static let expected = CrashEnd(
        parts: [tables, outside, words].reduce(into: [:]) { parts, more in
            for (name, text) in more { parts[name] = text.split(separator: "\n").map(String.init) }
        })
}
