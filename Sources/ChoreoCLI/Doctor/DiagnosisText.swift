import ShopSystem

/// A diagnosis for people: what is wrong first, each with its mend.
struct DiagnosisText {
    let diagnosis: Diagnosis

    init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

    func text(on terminal: Terminal = .output) -> String {
        diagnosis.findings.map { text(of: $0, on: terminal) }.joined() + verdict(on: terminal) + "\n"
    }

    private func text(of finding: DoctorFinding, on terminal: Terminal) -> String {
        let mark =
            switch finding.severity {
            case .fine: terminal.paint("fine   ", .green)
            case .warning: terminal.paint("warning", .yellow)
            case .error: terminal.paint("error  ", .red)
            }
        let mend = finding.mend.map { "\(String(repeating: " ", count: 27))mend: \($0.onOneLine)\n" } ?? ""
        return "\(mark)  \(finding.check.padded(to: 17)) \(finding.message.onOneLine)\n" + mend
    }

    private func verdict(on terminal: Terminal) -> String {
        func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
        let warnings = diagnosis.warnings == 0 ? "" : ", \(counted(diagnosis.warnings, "warning"))"
        return diagnosis.errors == 0
            ? terminal.paint("nothing is wrong\(warnings)", .green)
            : terminal.paint("\(counted(diagnosis.errors, "error"))\(warnings)", .red)
    }
}
