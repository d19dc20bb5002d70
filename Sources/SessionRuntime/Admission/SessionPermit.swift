// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import Transcription

/// A session's place on the server: one of its sessions, and a share of the machine's time while its client is connected.
/// It is given up by ``release()``, or at the latest when no one holds it any longer: a handshake whose client is gone before
/// it is answered never runs its session.
package final class SessionPermit: Sendable {
    /// Takes a share of the machine's time and returns what gives it back.
    /// - Throws: `InferenceError` when there is none.
    package typealias LoadCheck = @Sendable () throws(InferenceError) -> @Sendable () -> Void

    private struct State {
        /// Gives the share of the machine's time back.
        var load: (@Sendable () -> Void)?
        /// Gives the place back.
        var leave: (@Sendable () -> Void)?
    }

    /// Whose place it is, as far as places are counted.
    package let client: SessionCounts.Client
    private let checkLoad: LoadCheck
    private let state: Mutex<State>

    /// - Parameters:
    ///   - client: whose place it is.
    ///   - checkLoad: takes a share of the machine's time, and returns what gives it back.
    ///   - isUrgent: whether a busy machine is no reason to reject it.
    ///   - leave: gives the place back.
    /// - Throws: `InferenceError` when there is no time.
    package init(
        client: SessionCounts.Client, checkLoad: @escaping LoadCheck, isUrgent: Bool = false,
        leave: @escaping @Sendable () -> Void
    ) throws(InferenceError) {
        self.client = client
        self.checkLoad = checkLoad
        let load = isUrgent ? try? checkLoad() : try checkLoad()
        self.state = Mutex(State(load: load, leave: leave))
    }

    deinit {
        self.release()
    }

    /// The connection broke: the machine has time for others.
    package func suspendLoad() {
        self.state.withLock { $0.load.take() }?()
    }

    /// The client came back. A busy machine is no reason to reject a session that was there before.
    package func resumeLoad() {
        guard self.state.withLock({ $0.leave != nil && $0.load == nil }), let load = try? self.checkLoad() else {
            return
        }
        let unused = self.state.withLock { state in
            guard state.leave != nil, state.load == nil else { return load as (@Sendable () -> Void)? }
            state.load = load
            return nil
        }
        unused?()
    }

    /// The session has ended.
    package func release() {
        self.suspendLoad()
        self.state.withLock { $0.leave.take() }?()
    }
}
