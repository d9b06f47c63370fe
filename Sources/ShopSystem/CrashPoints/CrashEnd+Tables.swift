extension CrashEnd {
    /// What the participants' own tables hold in the end.
    static let tables = [
        "order": """
        delivered delivered 1250 EUR -
        confirmed confirmed 1250 EUR -
        declined cancelled 1250 EUR the card was declined
        outOfStock cancelled 251250 EUR not enough product_3 in stock: 201 wanted, 200 available
        unreachable cancelled 1250 EUR the carrier does not deliver to AQ
        changedMind cancelled 62500 EUR changed my mind
        tooLate shipped 1250 EUR -
        senseless rejected - - the order has no lines
        cancelledBefore rejected - - changed my mind
        doomed cancelled 1250 EUR it was not confirmed in time
        poisoned cancelled 1250 EUR it was not confirmed in time
        """,
        "payment": """
        delivered charged 1250 EUR ch_delivered/charge - -
        confirmed charged 1250 EUR ch_confirmed/charge - -
        declined failed - - - - the card was declined
        outOfStock refunded 251250 EUR ch_outOfStock/charge re_outOfStock/refund not enough product_3 in stock: 201 wanted, 200 available
        unreachable refunded 1250 EUR ch_unreachable/charge re_unreachable/refund the carrier does not deliver to AQ
        changedMind refunded 62500 EUR ch_changedMind/charge re_changedMind/refund changed my mind
        tooLate charged 1250 EUR ch_tooLate/charge - -
        doomed refunded 1250 EUR ch_doomed/charge re_doomed/refund it was not confirmed in time
        unheardOf voided - - - - out of nowhere
        poisoned voided - - - - it was not confirmed in time
        """,
        "inventory": """
        product_1 100 0 97 1 2
        product_2 50 40 90 0 0
        product_3 200 0 200 0 0
        product_4 1000000000000000 0 1000000000000000 0 0
        delivered shipped
        confirmed reserved
        declined waiting
        outOfStock rejected
        unreachable released
        changedMind released
        tooLate shipped
        doomed released
        poisoned released
        product_2 40
        """,
        "shipping": """
        delivered delivered SIM055E079ABB5D4762
        confirmed scheduled SIMFEECE10DAAD69D85
        declined waiting -
        outOfStock waiting -
        unreachable failed -
        changedMind cancelled SIM2EECA22987217089
        tooLate dispatched SIM8B2884F2A9231950
        doomed cancelled -
        poisoned cancelled -
        """,
        "email": """
        delivered confirmed sent
        delivered delivered sent
        delivered dispatched sent
        delivered received sent
        confirmed confirmed sent
        confirmed received sent
        declined cancelled sent
        declined received sent
        outOfStock cancelled sent
        outOfStock received sent
        unreachable cancelled sent
        unreachable received sent
        changedMind cancelled sent
        changedMind confirmed sent
        changedMind received sent
        tooLate cancel_refused sent
        tooLate confirmed sent
        tooLate dispatched sent
        tooLate received sent
        senseless rejected sent
        cancelledBefore rejected sent
        doomed cancelled sent
        doomed received sent
        poisoned cancelled sent
        poisoned received sent
        """,
    ]
}
