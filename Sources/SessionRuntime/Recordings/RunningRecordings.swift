// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Transcription

/// The recordings that are being transcribed, by owner: a revoked key does not use the machine for the rest of a long one.
package final class RunningRecordings: Sendable {
    /// A recording among them.
    struct Token {
        fileprivate let number: Int
    }

    private struct Recording {
        let owner: String
        let session: any TranscribingSession
        var isRevoked = false
    }

    private struct State {
        var count = 0
        var recordings: [Int: Recording] = [:]
    }

    private let state = Mutex(State())
    private let isAccepted: @Sendable (_ owner: String) -> Bool

    /// - Parameter isAccepted: whether an owner may have sessions now.
    package init(isAccepted: @escaping @Sendable (_ owner: String) -> Bool) {
        self.isAccepted = isAccepted
    }

    /// Takes in a recording that begins.
    func add(_ session: any TranscribingSession, owner: String) -> Token {
        let token = self.state.withLock { state in
            state.count += 1
            state.recordings[state.count] = Recording(owner: owner, session: session)
            return Token(number: state.count)
        }
        // The key may have been revoked since the request was let in.
        if !self.isAccepted(owner) { self.endRevoked() }
        return token
    }

    /// Lets go of a recording that has ended.
    /// - Returns: whether its key was revoked meanwhile.
    func remove(_ token: Token) -> Bool {
        self.state.withLock { $0.recordings.removeValue(forKey: token.number)?.isRevoked ?? false }
    }

    /// Cancels the recordings of owners whose keys were taken away.
    package func endRevoked() {
        let running = self.state.withLock { $0.recordings }
        for (number, recording) in running where !recording.isRevoked && !self.isAccepted(recording.owner) {
            self.state.withLock { $0.recordings[number]?.isRevoked = true }
            recording.session.cancel()
        }
    }
}
