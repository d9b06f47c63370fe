/// Figures in Prometheus' text form (version 0.0.4), as far as they can be read.
///
/// A line that cannot be read is counted and left out: one broken line must not hide all others.
package struct PrometheusText: Sendable, Hashable {
    /// One figure.
    package struct Sample: Sendable, Hashable {
        /// The name, as in `choreography_deliveries_total`.
        package let name: String
        /// The labels, unescaped.
        package let labels: [String: String]
        /// The value; may be infinite or no number at all.
        package let value: Double
    }

    /// What could be read, in the order of the text.
    package let samples: [Sample]
    /// How many lines could not be read.
    package let brokenLines: Int

    /// Reads a whole text.
    package init(_ text: String) {
        var samples: [Sample] = []
        var broken = 0
        for line in text.split(whereSeparator: \.isNewline) {
            var scanner = PrometheusLine(line)
            guard !scanner.isEmptyOrComment else { continue }
            if let sample = scanner.sample() { samples.append(sample) } else { broken += 1 }
        }
        (self.samples, brokenLines) = (samples, broken)
    }

    private init(samples: [Sample]) { (self.samples, brokenLines) = (samples, 0) }

    /// Those of one participant: with its name in the label `participant`, or without that label.
    package func of(_ participant: String) -> PrometheusText {
        PrometheusText(samples: samples.filter { $0.labels["participant"] ?? participant == participant })
    }

    /// The sum of all finite samples of this name, with these labels; nil when there is none.
    package func sum(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let values = samples.filter { sample in
            sample.name == name && sample.value.isFinite
                && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }.map(\.value)
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// A sum as a count; nil when it is none.
    package func count(_ name: String, _ labels: [String: String] = [:]) -> Int? {
        sum(name, labels).flatMap { Int(exactly: $0.rounded()) }
    }

    /// Counts by the value of a label; nil when nothing has the name.
    package func counts(_ name: String, by label: String) -> [String: Int]? {
        let values = Set(samples.filter { $0.name == name }.compactMap { $0.labels[label] })
        let counts = values.compactMap { value in count(name, [label: value]).map { (value, $0) } }
        return counts.isEmpty ? nil : Dictionary(uniqueKeysWithValues: counts)
    }
}
