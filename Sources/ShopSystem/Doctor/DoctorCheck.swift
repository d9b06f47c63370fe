/// One thing that could be wrong.
protocol DoctorCheck: Sendable {
    /// Names the check in what it finds.
    static var identifier: String { get }
}

/// One thing that could be wrong on this machine.
protocol MachineCheck: DoctorCheck {
    /// Looks; changes nothing.
    func examine() -> [DoctorFinding]
}

/// One thing that could be wrong with a broker. Pure: it looks at what the broker was asked before.
protocol BrokerCheck: DoctorCheck {
    /// Judges what the broker said.
    func examine(_ chart: BrokerChart) -> [DoctorFinding]
}

extension DoctorCheck {
    func fine(_ message: String) -> DoctorFinding { .init(Self.identifier, .fine, message) }

    func warning(_ message: String, mend: String) -> DoctorFinding {
        .init(Self.identifier, .warning, message, mend)
    }

    func error(_ message: String, mend: String) -> DoctorFinding {
        .init(Self.identifier, .error, message, mend)
    }
}
