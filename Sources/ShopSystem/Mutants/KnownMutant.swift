#if MUTANTS
    import Choreography
    import ShopEvents

    /// A breakage, of the runtime or of the shop, as `choreo mutants` tells about it.
    public struct KnownMutant: Sendable, Hashable {
        /// What `CHOREO_MUTANT` has to be for it.
        public let name: String
        /// What it does.
        public let title: String
        /// What it breaks.
        public let promise: String
        /// Whether it breaks the runtime, and not a rule of the shop.
        public let isOfTheRuntime: Bool

        /// The environment variable that makes a process a mutant.
        public static let variable = Mutant.variable

        /// All of them.
        public static let all =
            Mutant.allCases.map {
                KnownMutant(name: $0.rawValue, title: $0.title, promise: $0.promise, isOfTheRuntime: true)
            }
            + ShopMutant.allCases.map {
                KnownMutant(name: $0.rawValue, title: $0.title, promise: $0.promise, isOfTheRuntime: false)
            }

        /// What the environment asks for and nobody knows: such a process would be no mutant at all.
        public static var unknownChoice: String? {
            let name = Mutant.chosenName
            return name.isEmpty || all.contains { $0.name == name } ? nil : name
        }
    }
#endif
