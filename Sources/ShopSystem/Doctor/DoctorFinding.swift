/// What one check has found: that all is well, or what is wrong and how to mend it. Holds no password.
package struct DoctorFinding: Sendable, Hashable, Encodable {
    /// How bad it is.
    package enum Severity: String, Sendable, Hashable, Encodable {
        /// As it should be.
        case fine
        /// Works, and may not for long, or not for everybody.
        case warning
        /// Does not work as promised, or is not safe.
        case error
    }

    /// The identifier of the check.
    package let check: String
    /// How bad it is.
    package let severity: Severity
    /// What was seen.
    package let message: String
    /// What to do about it; nil when nothing is to be done.
    package let mend: String?
}

/// What the doctor has found, worst first.
package struct Diagnosis: Sendable, Hashable, Encodable {
    /// Every finding.
    package let findings: [DoctorFinding]
    /// How many are errors.
    package let errors: Int
    /// How many are warnings.
    package let warnings: Int

    package init(_ findings: [DoctorFinding]) {
        let ranks: [DoctorFinding.Severity] = [.error, .warning, .fine]
        self.findings = ranks.flatMap { rank in findings.filter { $0.severity == rank } }
        errors = findings.count { $0.severity == .error }
        warnings = findings.count { $0.severity == .warning }
    }
}

extension DoctorFinding {
    init(_ check: String, _ severity: Severity, _ message: String, _ mend: String? = nil) {
        self.init(check: check, severity: severity, message: message, mend: mend)
    }
}
