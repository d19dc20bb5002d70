// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

/// How the pool divides a machine of two threads among many speakers, in simulated time.
@Suite struct LoadTests {
    private func crowd(_ count: Int, partialTime: Double = 0.05) -> LoadSimulation {
        var simulation = LoadSimulation()
        simulation.partialTime = partialTime
        var chance = SeededGenerator(seed: UInt64(count))
        for number in 0..<count {
            simulation.add(
                "\(number)",
                .init(utterance: .random(in: 2...8, using: &chance), start: .random(in: 0..<4, using: &chance)))
        }
        return simulation
    }

    private func spacings(_ simulation: LoadSimulation, since start: Double) -> [Double] {
        simulation.records.values.flatMap { $0.spacings(since: start) }
    }

    private func finals(_ simulation: LoadSimulation) -> [Double] { simulation.records.values.flatMap(\.finals) }

    @Test func partialsComeAsConfiguredWhileThereIsTime() {
        var simulation = crowd(12)
        simulation.run(until: 60)
        #expect(spacings(simulation, since: 10).quantile(0.5) < 0.6)
        #expect(simulation.intervals.max()! < 0.5)
        #expect(finals(simulation).max()! < 0.5)
    }

    @Test func partialsGetRarerAndKeepASteadyPace() {
        var simulation = crowd(32)
        simulation.run(until: 120)
        let steady = simulation.intervals.suffix(6_000)
        #expect(spacings(simulation, since: 30).quantile(0.5) <= 1)
        #expect(steady.max()! - steady.min()! < 0.5, "no swinging between extremes")
        #expect(finals(simulation).quantile(0.95) < 0.5)
    }

    @Test func finalsAreInTimeWhenPartialsOverloadTheMachine() {
        var simulation = crowd(80, partialTime: 0.08)
        simulation.finalTime = 0.02
        simulation.run(until: 120)
        let steady = simulation.intervals.suffix(6_000)
        #expect(steady.max()! <= 3 && steady.max()! - steady.min()! < 1, "\(steady.min()!) to \(steady.max()!)")
        #expect(finals(simulation).quantile(0.99) < 0.6)
        let ended = simulation.records.values.reduce(0) { $0 + $1.ended }
        #expect(finals(simulation).count > ended - 10, "none is dropped")
        #expect(simulation.statistics.partialDelay.quantile(0.5) <= .seconds(1))
    }

    @Test func allSessionsAreTreatedAlike() {
        var simulation = crowd(40)
        simulation.run(until: 120)
        let medians = simulation.records.values.map { $0.spacings(since: 30).quantile(0.5) }
        #expect(medians.max()! < 1.5 * medians.min()!)
    }

    @Test func partialsRecoverWhenTheCrowdLeaves() {
        var simulation = crowd(60)
        simulation.run(until: 60)
        #expect(simulation.intervals.last! > 0.7)
        for number in 4..<60 { simulation.remove("\(number)") }
        simulation.run(until: 90)
        #expect(simulation.intervals.last! < 0.5)
        #expect(spacings(simulation, since: 80).quantile(0.5) < 0.6)
    }

    @Test func recordingsSentFastDoNotHoldUpTheLiving() {
        var simulation = crowd(12)
        simulation.run(until: 30)
        let before = (finals(simulation).quantile(0.95), spacings(simulation, since: 10).quantile(0.5))
        for number in 0..<4 { simulation.add("file \(number)", .init(speed: 20, start: 30)) }
        simulation.run(until: 90)
        let live = simulation.records.filter { !$0.key.hasPrefix("file") }.values
        #expect(live.flatMap(\.finals).quantile(0.95) < before.0 + 0.2)
        #expect(live.flatMap { $0.spacings(since: 40) }.quantile(0.5) < before.1 + 0.2)
        for number in 0..<4 {
            let record = simulation.records["file \(number)"]!
            #expect(Double(record.finals.count) * 4 >= 60, "at least as fast as it was spoken")
        }
    }

    @Test func sessionsAreRejectedBeforeFinalsAreLate() {
        var simulation = LoadSimulation()
        simulation.finalTime = 0.2
        var admitted: [String] = []
        for number in 0..<120 {
            simulation.run(until: Double(number) * 0.1)
            guard simulation.admit() else { continue }
            admitted.append("\(number)")
            simulation.add("\(number)", .init(start: simulation.now + Double(number % 10) * 0.4))
        }
        #expect((20..<45).contains(admitted.count), "40 are what two threads can bear: \(admitted.count)")
        simulation.run(until: 90)
        #expect(!finals(simulation).isEmpty && finals(simulation).quantile(0.95) < 1)
        #expect(simulation.statistics.refusedSessions == 120 - admitted.count)
        for name in admitted.prefix(20) { simulation.remove(name) }
        simulation.run(until: 120)
        let isAdmitted = simulation.admit()
        #expect(isAdmitted, "there is room again")
    }

    /// Of 24 speakers, each begins a session anew every six seconds; many an old one ends while a job of it runs.
    @Test func backToBackSessionIsAdmitted() {
        var simulation = LoadSimulation()
        for turn in 0..<240 {
            simulation.run(until: Double(turn) * 0.25)
            if turn >= 24 {
                simulation.remove("\(turn - 24)")
                simulation.leave(admittedAt: Double(turn - 24) * 0.25)
            }
            let isAdmitted = simulation.admit()
            #expect(isAdmitted, "\(turn)")
            simulation.add("\(turn)", .init(start: simulation.now))
        }
    }

    @Test func aHundredAtOnceDoNotAllFindAnIdleMachine() {
        var simulation = LoadSimulation()
        simulation.finalTime = 0.2
        simulation.add("first", .init(start: 0))
        simulation.run(until: 10)
        var admitted = 0
        for _ in 0..<100 where simulation.admit() { admitted += 1 }
        #expect((15..<40).contains(admitted), "\(admitted)")
    }

    @Test func partialsAloneRejectNoSession() {
        var simulation = crowd(100, partialTime: 0.1)
        simulation.finalTime = 0.005
        simulation.run(until: 60)
        #expect(simulation.statistics.utilization > 0.9)
        let isAdmitted = simulation.admit()
        #expect(isAdmitted)
    }
}
