/// Events carry the time at which they were said; with clocks apart a trace reads backwards.
struct ClockSkew: BrokerCheck {
    static let identifier = "clock"
    /// In seconds.
    var bearable = 2.0
    var terrible = 60.0

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        guard let offset = chart.clockOffset else {
            return [
                warning(
                    "the broker does not say what time it is", mend: "compare the clocks by hand: date --utc")
            ]
        }
        let apart = max(0, abs(offset.seconds) - offset.uncertainty)
        let seconds = (abs(offset.seconds) * 10).rounded() / 10
        let text = "the broker's clock is \(seconds) s \(offset.seconds > 0 ? "ahead of" : "behind") this one"
        let mend = "timedatectl set-ntp true on both machines"
        if apart > terrible { return [error(text, mend: mend)] }
        return apart > bearable
            ? [warning(text, mend: mend)]
            : [fine("the broker's clock is this one, as far as whole seconds tell")]
    }
}
