import Choreography

extension OrderRules: Decider {}
