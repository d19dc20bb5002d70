// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import SessionRuntime
@testable import Transcription

struct SessionAdmissionTests {
    private static let client = SessionCounts.Client(key: "bob", address: "192.0.2.1")

    private static func admission(
        _ limits: SessionLimits, isDraining: Bool = false, checkLoad: @escaping SessionPermit.LoadCheck = { {} }
    ) -> SessionAdmission {
        SessionAdmission(limits: limits, isDraining: { isDraining }, checkLoad: checkLoad)
    }

    @Test func releasedPermitMakesRoom() throws {
        let admission = Self.admission(SessionLimits(sessions: 1))
        let permit = try admission.admit(Self.client)
        #expect(admission.isFull)
        let rejection = #expect(throws: Rejection.self) { try admission.admit(SessionCounts.Client()) }
        #expect(rejection?.code == .serverFull && rejection?.retryAfter == .seconds(10))
        permit.release()
        #expect(!admission.isFull)
        try admission.admit(Self.client).release()
    }

    @Test func limitOfKeyReplacesThatOfServer() throws {
        let admission = Self.admission(SessionLimits(sessions: 9, sessionsPerKey: 1))
        let permits = [try admission.admit(Self.client, keyLimit: 2), try admission.admit(Self.client, keyLimit: 2)]
        let rejection = #expect(throws: Rejection.self) { try admission.admit(Self.client) }
        #expect(rejection?.code == .keySessionLimit)
        for permit in permits { permit.release() }
    }

    @Test func rejectionForLoadCountsNothing() throws {
        let admission = Self.admission(SessionLimits(sessions: 1)) { () throws(InferenceError) in
            throw InferenceError(.overloaded, "No time.")
        }
        let rejection = #expect(throws: Rejection.self) { try admission.admit(Self.client) }
        #expect(rejection?.code == .overloaded && !admission.isFull)
        // An upload waits for the machine instead.
        try admission.admit(Self.client, isUrgent: true).release()
    }

    @Test func transcriptionsStandAndFallTogether() throws {
        let loads = Mutex((reserved: 0, limit: 3))
        let admission = Self.admission(SessionLimits(sessions: 4)) { () throws(InferenceError) in
            try loads.withLock { loads throws(InferenceError) in
                guard loads.reserved < loads.limit else { throw InferenceError(.overloaded, "No time.") }
                loads.reserved += 1
            }
            return { loads.withLock { $0.reserved -= 1 } }
        }
        let permit = try admission.admit(Self.client, transcriptions: 2)
        #expect(throws: Rejection.self) { try admission.admit(Self.client, transcriptions: 2) }
        #expect(loads.withLock { $0.reserved } == 2)
        #expect(throws: Rejection.self) { try admission.admit(Self.client, transcriptions: 3) }
        permit.release()
        #expect(loads.withLock { $0.reserved } == 0)
        loads.withLock { $0.limit = 4 }
        let all = try admission.admit(Self.client, transcriptions: 4)
        #expect(admission.isFull)
        all.release()
    }

    @Test func rejectsEverythingWhileDraining() {
        let rejection = #expect(throws: Rejection.self) {
            try Self.admission(SessionLimits(sessions: 1), isDraining: true).checkDraining()
        }
        #expect(rejection?.code == .serverShutdown && rejection?.retryAfter == .seconds(5))
    }
}
