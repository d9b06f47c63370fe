/// One line of what Prometheus reads: a value under a name, with labels.
struct MetricSample: Hashable {
    /// What follows the family's name, as `_bucket`.
    var suffix = ""
    var labels: [MetricLabel] = []
    let value: Double
}

/// A dimension and its value.
struct MetricLabel: Hashable {
    let name: String
    let value: String
}

/// All samples that belong together.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: String
    let kind: Kind
    let help: String
    let samples: [MetricSample]
}
