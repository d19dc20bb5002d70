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
            admission.spend(.seconds(share * 2 * 0.1), at: now)
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
        #expect(abs(admission.utilization - 0.5) < 0.01)
    }

    @Test mutating func aMachineFullOfFinalsTakesNobodyUntilThereIsRoom() {
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
        for _ in 0..<50 { admission.observe(wait: .seconds(2)) }
        expectAdmission(false)
        now += .seconds(60)
        expectAdmission(true)
    }

    @Test mutating func whoIsAdmittedCountsBeforeItWorks() {
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
            admission.spend(.milliseconds(10), at: now)
            admission.hear(2.4, cost: 0.05, at: now)
        }
        #expect(abs(admission.utilization - 0.9) < 0.01)
        expectAdmission(false)
    }

    /// What little is known before the first final: the time of a pass.
    @Test mutating func aCrowdThatComesBeforeTheFirstFinalIsNotTakenWhole() {
        for _ in 0..<5 { admission.hear(0.5, cost: 0.04, at: now) }
        var admitted = 0
        for _ in 0..<100 where admission.admit(at: now) { admitted += 1 }
        #expect((20...40).contains(admitted), "33 speakers are all that two threads can hear: \(admitted)")
    }

    /// The first final may be one that had to be tried again and again, and so may another.
    @Test mutating func slowFinalsRefuseNobody() {
        for _ in 0..<20 {
            admission.learn(service: .milliseconds(20), of: .partial)
            admission.hear(0.5, cost: 0.024, at: now)
        }
        for time in [700, 20, 700] {
            admission.learn(service: .milliseconds(time), of: .final)
            admission.hear(0, cost: Double(time) / 1_000, at: now)
        }
        for _ in 0..<40 { expectAdmission(true) }
    }

    @Test mutating func preparedFinalsAreOwedWork() {
        admission.learn(service: .milliseconds(200), of: .final)
        for _ in 0..<600 {
            now += .milliseconds(100)
            admission.spendOnPrepared(at: now)
        }
        #expect(admission.utilization > 0.9)
    }
}
