import Choreography

extension PaymentRules: Decider {}
