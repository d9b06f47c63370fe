/// Names as Prometheus wants them: letters, digits and underscores, the unit and `_total` at the end.
enum MetricName {
    static func of(_ label: String, _ kind: MetricFamily.Kind, isTimer: Bool = false) -> String {
        let name = sanitised(label)
        let suffix = kind == .counter ? "_total" : isTimer ? "_seconds" : ""
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// Of a dimension: `messaging.system` is `messaging_system`.
    static func sanitised(_ text: String) -> String {
        var name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        if name.first?.isNumber ?? true { name = "_" + name }
        return name
    }
}
