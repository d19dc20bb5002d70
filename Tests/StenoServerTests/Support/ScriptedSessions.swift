// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Transcription

/// Makes the sessions of a server under test and keeps them for a look.
final class ScriptedSessions: Sendable {
    private let made = Mutex<[ScriptedSession]>([])
    private let script: (@Sendable (ScriptedSession) async throws -> Void)?

    /// - Parameter script: what a session does after it took audio in.
    init(script: (@Sendable (ScriptedSession) async throws -> Void)? = nil) {
        self.script = script
    }

    /// Sessions whose transcription fails once they have audio.
    static var failing: ScriptedSessions {
        ScriptedSessions { $0.emit(.failed(SessionError(.shutDown, "The model is gone"))) }
    }

    var all: [ScriptedSession] { self.made.withLock { $0 } }

    func make(_ configuration: SessionConfiguration, id: String) throws -> ScriptedSession {
        let session = ScriptedSession(id: id, configuration: configuration, script: self.script)
        self.made.withLock { $0.append(session) }
        return session
    }
}
