import Foundation
import Testing

@testable import struct Choreography.Circuit

@Suite("The circuit's states") struct CircuitTests {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    var circuit = Circuit(failureThreshold: 3, openFor: .seconds(30))

    private mutating func pass(_ seconds: Double = 0) throws -> Circuit.Pass {
        guard case .admitted(let pass) = circuit.admit(at: start + seconds) else {
            throw Refused(at: seconds)
        }
        return pass
    }
    private struct Refused: Error { let at: Double }

    /// Fails as often as it takes.
    private mutating func open() throws {
        for _ in 1...3 { _ = circuit.failed(try pass(), at: start) }
    }

    @Test("opens at the threshold, tells until when, and lets nothing through until then")
    mutating func opens() throws {
        #expect(circuit.failed(try pass(), at: start) == nil)
        #expect(circuit.failed(try pass(), at: start) == nil)
        #expect(circuit.failed(try pass(), at: start) == start + 30)
        #expect(circuit.admit(at: start + 29.999) == .refused(until: start + 30))
    }

    @Test("only failures in a row count") mutating func inARow() throws {
        for _ in 1...5 {
            #expect(circuit.failed(try pass(), at: start) == nil)
            #expect(circuit.failed(try pass(), at: start) == nil)
            circuit.answered(try pass())
        }
    }

    @Test("what is abandoned counts as nothing") mutating func abandoned() throws {
        #expect(circuit.failed(try pass(), at: start) == nil)
        #expect(circuit.failed(try pass(), at: start) == nil)
        circuit.abandoned(try pass(), at: start)
        #expect(circuit.failed(try pass(), at: start) == start + 30)
    }

    @Test("half-open: one probe, the others are asked to come again soon") mutating func probe() throws {
        try open()
        _ = try pass(30)
        #expect(circuit.admit(at: start + 30) == .refused(until: start + 31))
        #expect(circuit.admit(at: start + 500) == .refused(until: start + 501))
    }

    @Test("a probe that is answered closes it, and counting begins anew") mutating func closes() throws {
        try open()
        circuit.answered(try pass(30))
        #expect(circuit.failed(try pass(31), at: start + 31) == nil)
        #expect(circuit.failed(try pass(31), at: start + 31) == nil)
        #expect(circuit.failed(try pass(31), at: start + 31) == start + 61)
    }

    @Test("a probe that fails opens it again at once") mutating func reopens() throws {
        try open()
        #expect(circuit.failed(try pass(30), at: start + 40) == start + 70)
        #expect(circuit.admit(at: start + 69) == .refused(until: start + 70))
    }

    @Test("after a probe that was abandoned the next one is the probe") mutating func nextProbe() throws {
        try open()
        circuit.abandoned(try pass(30), at: start + 31)
        let second = try pass(31)
        #expect(circuit.admit(at: start + 31) == .refused(until: start + 32))
        circuit.answered(second)
        _ = try pass(31)
    }

    @Test("calls from before it opened neither close nor prolong it, but are put off with the others")
    mutating func latecomers() throws {
        let (early, other, last) = (try pass(), try pass(), try pass())
        try open()
        circuit.answered(early)
        #expect(circuit.admit(at: start + 1) == .refused(until: start + 30))
        #expect(circuit.failed(other, at: start + 5) == start + 30)
        let probe = try pass(30)
        #expect(circuit.failed(last, at: start + 30) == start + 31)
        circuit.answered(last)
        circuit.abandoned(last, at: start + 30)
        #expect(circuit.admit(at: start + 30) == .refused(until: start + 31))
        circuit.answered(probe)
        for _ in 1...5 { #expect(circuit.failed(last, at: start + 32) == nil) }
        _ = try pass(32)
    }

    @Test("a clock that is set back does not keep it open for longer") mutating func clockSetBack() throws {
        try open()
        #expect(circuit.admit(at: start - 3600) == .refused(until: start - 3570))
        _ = try pass(-3570)
    }
}
