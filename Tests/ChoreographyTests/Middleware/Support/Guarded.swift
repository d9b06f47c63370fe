import Choreography
import GRDB

/// A baker whose reactions go through two layers.
struct Guarded: Participant {
    let baker: Baker
    let notes: Notes
    var name: String { baker.name }
    var reactions: [Reaction] {
        baker.reactions.map {
            $0.through(
                CompositionTests.Layer(name: "a", notes: notes),
                CompositionTests.Layer(name: "b", notes: notes))
        }
    }
    func migrate(_ migrator: inout DatabaseMigrator) { baker.migrate(&migrator) }
}
