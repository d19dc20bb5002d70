// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct AdmissionTests {
    private var admission = Admission(workers: 2, limit: .seconds(1))
    private var now = ContinuousClock.now

    /// Some seconds in which the threads spend this share of their time on finals of 200 ms.
    private mutating func work(share: Double, seconds: Int) {
        for _ in 0..<(seconds * 10) {
            now += .milliseconds(100)
            admission.learn(service: .milliseconds(200), of: .final)
            admission.spend(.seconds(share * 2 * 0.1), on: "a", at: now)
        }
    }

    private mutating func expectAdmission(_ expected: Bool, _ comment: Comment? = nil) {
        let isAdmitted = admission.admit(at: now)
        #expect(isAdmitted == expected, comment)
    }

    @Test mutating func anIdleMachineTakesEverybody() {
        for _ in 0..<1_000 { expectAdmission(true) }
    }

    @Test mutating func utilizationIsTheShareOfAllThreads() {
        work(share: 0.5, seconds: 60)
        #expect(abs(admission.utilization(at: now) - 0.5) < 0.01)
    }

    @Test mutating func machineFullOfFinalsRejectsSessionsUntilThereIsRoom() {
        work(share: 0.5, seconds: 60)
        expectAdmission(true)
        work(share: 0.9, seconds: 60)
        expectAdmission(false)
        work(share: 0.65, seconds: 60)
        expectAdmission(false, "hysteresis")
        work(share: 0.3, seconds: 60)
        expectAdmission(true)
        work(share: 0.65, seconds: 60)
        expectAdmission(true, "hysteresis")
    }

    @Test mutating func finalsThatWaitLongRefuseThoughTheThreadsSeemIdle() {
        work(share: 0.1, seconds: 10)
        for _ in 0..<50 { admission.observe(wait: .seconds(2), at: now) }
        expectAdmission(false)
        now += .seconds(60)
        expectAdmission(true)
    }

    @Test mutating func admittedSessionCountsBeforeItWorks() {
        work(share: 0.1, seconds: 30)
        var admitted = 0
        for _ in 0..<200 where admission.admit(at: now) { admitted += 1 }
        #expect((15...45).contains(admitted))
        // Those who leave make room at once.
        for _ in 0..<admitted { admission.leave(admittedAt: now, at: now) }
        let isAdmitted = admission.admit(at: now)
        #expect(isAdmitted)
        now += .seconds(30)
        expectAdmission(true, "who then needs nothing counts no more")
    }

    /// Partials hear everything, so finals take next to nothing: not so when there is no time for partials any more.
    @Test mutating func speechThatPartialsHearCountsAsFinalsWouldHearIt() {
        for _ in 0..<600 {
            now += .milliseconds(100)
            admission.learn(service: .milliseconds(100), of: .final)
            admission.spend(.milliseconds(10), on: "a", at: now)
            admission.hear(2.4, of: "a", at: now)
            admission.learn(cost: 0.05)
        }
        #expect(abs(admission.utilization(at: now) - 0.9) < 0.01)
        expectAdmission(false)
    }

    /// What little is known before the first final: the time of a pass.
    @Test mutating func aCrowdThatComesBeforeTheFirstFinalIsNotTakenWhole() {
        for _ in 0..<5 { admission.learn(cost: 0.04) }
        var admitted = 0
        for _ in 0..<100 where admission.admit(at: now) { admitted += 1 }
        #expect((20...40).contains(admitted), "33 speakers are all that two threads can hear: \(admitted)")
    }

    /// The first final may be one that had to be tried again and again, and so may another.
    @Test mutating func slowFinalsRejectNoSession() {
        for _ in 0..<20 {
            admission.learn(service: .milliseconds(20), of: .partial)
            admission.learn(cost: 0.024)
        }
        for time in [700, 20, 700] {
            admission.learn(service: .milliseconds(time), of: .final)
            admission.learn(cost: Double(time) / 1_000)
        }
        for _ in 0..<40 { expectAdmission(true) }
    }

    @Test mutating func preparedFinalsAreOwedWork() {
        admission.learn(service: .milliseconds(200), of: .final)
        for _ in 0..<600 {
            now += .milliseconds(100)
            admission.spendOnPrepared("a", at: now)
        }
        #expect(admission.utilization(at: now) > 0.9)
    }

    /// Speakers of whom each goes on from session to session, and starts one tenth of a second after the one before.
    ///
    /// - Returns: how often a session was refused.
    private mutating func converse(speakers: Int, sessionLength: Int, seconds: Int) -> Int {
        var (refusals, admitted) = (0, [Int: ContinuousClock.Instant]())
        for tick in 0..<(seconds * 10) {
            now += .milliseconds(100)
            for speaker in 0..<min(speakers, tick) {
                if let begin = admitted[speaker], now - begin >= .seconds(sessionLength) {
                    admission.forget("\(speaker)", at: now)
                    admission.leave(admittedAt: begin, at: now)
                    admitted[speaker] = nil
                }
                if admitted[speaker] == nil {
                    if admission.admit(at: now) { admitted[speaker] = now } else { refusals += 1 }
                }
                guard admitted[speaker] != nil else { continue }
                admission.learn(cost: 0.04)
                admission.hear(0.1, of: "\(speaker)", at: now)
            }
            admission.learn(service: .milliseconds(50), of: .final)
        }
        return refusals
    }

    /// Of 33 that two threads can hear.
    @Test(arguments: [2, 5, 14, 100]) mutating func shortSessionsTakeNoMoreThanLongOnes(length: Int) {
        let refusals = converse(speakers: 28, sessionLength: length, seconds: 120)
        #expect(refusals == 0)
    }

    @Test(arguments: [2, 5, 14, 100]) mutating func moreSessionsThanCapacityAreRejectedHoweverShort(length: Int) {
        let refusals = converse(speakers: 40, sessionLength: length, seconds: 120)
        #expect(refusals > 0)
        #expect(admission.utilization(at: now) < 1)
    }

    @Test mutating func aCrowdThatLeavesMakesRoom() {
        _ = converse(speakers: 40, sessionLength: 1_000, seconds: 60)
        expectAdmission(false)
        for speaker in 0..<40 { admission.forget("\(speaker)", at: now) }
        now += .seconds(5)
        expectAdmission(true)
    }

    /// Who was never heard frees nothing.
    @Test mutating func theEndOfSilentSessionsMakesNoRoom() {
        _ = converse(speakers: 40, sessionLength: 1_000, seconds: 60)
        for name in 0..<1_000 { admission.forget("silent \(name)", at: now) }
        expectAdmission(false)
    }
}
