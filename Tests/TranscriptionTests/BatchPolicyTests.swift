// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct BatchPolicyTests {
    private var policy = BatchPolicy(largest: 8, longest: .milliseconds(200))

    private func jobs(
        _ count: Int, _ priority: InferencePriority = .partial, newAudio: Int = 8_000, isCall: Bool = false
    ) -> [InferenceJob] {
        (0..<count).map { number in
            InferenceJob(
                session: "\(number)", priority: priority, due: .now, deadline: .now, newAudio: newAudio,
                cancellation: CancellationFlag(),
                work: isCall ? .call { _ in .done } : .recognition(begin: { _ in nil }, end: { _ in }),
                abandon: { _ in })
        }
    }

    @Test func readyJobsAreSharedAmongTheThreads() {
        #expect(policy.size(of: jobs(1), workers: 4) == 1)
        #expect(policy.size(of: jobs(5), workers: 2) == 3)
        #expect(policy.size(of: jobs(100), workers: 2) == 8)
    }

    @Test mutating func aBatchIsNoLongerThanAFinalCanWait() {
        policy.learn(jobs(1), took: .milliseconds(60))
        #expect(policy.size(of: jobs(100), workers: 2) == 3)
        for _ in 0..<100 { policy.learn(jobs(4), took: .milliseconds(100)) }
        #expect(policy.size(of: jobs(100), workers: 2) == 7, "company makes jobs cheaper")
        policy.learn(jobs(1, .final), took: .seconds(1))
        #expect(policy.size(of: jobs(100, .final), workers: 2) == 1, "one always goes")
    }

    @Test mutating func longAudioCountsForMore() {
        policy.learn(jobs(1, newAudio: 0), took: .milliseconds(50))
        #expect(policy.size(of: jobs(100, newAudio: 14_000), workers: 1) == 2)
        let expected = policy.expected(jobs(1, newAudio: 48_000)[0])
        #expect(expected > .milliseconds(199) && expected < .milliseconds(201))
    }

    @Test func kindsDoNotMixAndCallsGoAlone() {
        #expect(policy.size(of: jobs(2, .final) + jobs(4, .partial), workers: 1) == 2)
        #expect(policy.size(of: jobs(2, isCall: true), workers: 1) == 1)
        #expect(policy.size(of: jobs(2, .final) + jobs(4, .final, isCall: true), workers: 1) == 2)
    }
}
