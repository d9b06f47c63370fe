import Choreography
import ShopSystem

/// The name of a participant, as somebody has written it.
enum ParticipantName {
    /// - Throws: ``CommandFailure`` with those that there are, and the one that may be meant.
    static func check(_ name: String) throws(CommandFailure) {
        guard !RunningSystem.workers.contains(name) else { return }
        let nearest = NearestName.of(name, among: RunningSystem.workers).map { " Did you mean \($0)?" } ?? ""
        throw CommandFailure(
            .badData,
            "there is no participant \"\(name)\".\(nearest) There are "
                + RunningSystem.workers.joined(separator: ", "))
    }
}
