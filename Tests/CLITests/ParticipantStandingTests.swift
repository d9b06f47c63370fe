import ShopSystem
import Testing

@testable import choreo

@Suite struct ParticipantStandingTests {
    @Test(
        arguments: [
            (10, 0, nil, nil, "inventory has 10 messages waiting, no consumer"),
            (1, 1, nil, nil, "inventory has 1 message waiting, 1 consumer"),
            (3, 1, nil, false, "inventory has 3 messages waiting, 1 consumer, the worker does not answer"),
            (0, 0, nil, nil, "nothing waits in its queue, no consumer"),
            (
                0, 1, 2, true,
                "nothing waits in its queue, 1 consumer, 2 messages to be tried again, so it has heard it, and tries it again later or holds it back"
            ),
            (0, 1, nil, false, "nothing waits in its queue, 1 consumer, the worker does not answer"),
        ] as [(Int, Int, Int?, Bool?, String)])
    func `Why an answer does not come`(
        messages: Int, consumers: Int, retries: Int?, answers: Bool?, text: String
    ) {
        let standing = ParticipantStanding(
            backlog: QueueReading(messages: messages, consumers: consumers),
            retriesWaiting: retries,
            answers: answers)
        #expect(standing.text(of: "inventory") == text)
    }

    @Test func `Nothing is said where nothing is known`() {
        #expect(ParticipantStanding().text(of: "inventory") == "")
    }

    @Test(
        arguments: [
            ("choreography_retries_waiting{participant=\"payment\"} 3\n", 3),
            ("# HELP choreography_retries_waiting x\nchoreography_retries_waiting 2.0 1700000000\n", 2),
            ("choreography_retries_waiting_total 9\nchoreography_retries_waiting{a=\"b c\"} 1", 1),
            ("choreography_retries_waiting_total 9", nil), ("", nil), ("choreography_retries_waiting{", nil),
        ] as [(String, Double?)])
    func `A gauge is read from the text form of Prometheus`(text: String, value: Double?) {
        #expect(PrometheusText(text).sum("choreography_retries_waiting") == value)
    }

    @Test(arguments: [(34, "34 s"), (119, "119 s"), (245, "4 min"), (7300, "2 h"), (200_000, "2 d")])
    func `What is counted from now is told roughly`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).rough == text)
    }
}
