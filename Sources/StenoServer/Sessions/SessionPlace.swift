import Synchronization
import Transcription

/// A session's place on the server: one of its sessions, and a share of the machine's time while its client is connected.
/// It is given up by ``leave()``, or at the latest when nobody holds it any more: a handshake whose client is gone before
/// it is answered never runs its session.
final class SessionPlace: Sendable {
    private struct State {
        /// Gives the share of the machine's time back.
        var load: (@Sendable () -> Void)?
        /// Gives the place back.
        var leave: (@Sendable () -> Void)?
    }

    private let checkLoad: StenoApplication.LoadCheck
    private let state: Mutex<State>

    /// - Parameters:
    ///   - checkLoad: takes a share of the machine's time, and returns what gives it back.
    ///   - leave: gives the place back.
    /// - Throws: `InferenceError` when there is no time.
    init(
        checkLoad: @escaping StenoApplication.LoadCheck, leave: @escaping @Sendable () -> Void
    ) throws(InferenceError) {
        self.checkLoad = checkLoad
        self.state = Mutex(State(load: try checkLoad(), leave: leave))
    }

    deinit {
        self.leave()
    }

    /// The connection broke: the machine has time for others.
    func rest() {
        self.state.withLock { $0.load.take() }?()
    }

    /// The client came back. A busy machine is no reason to refuse who was there before.
    func goOn() {
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

    /// The session is over.
    func leave() {
        self.rest()
        self.state.withLock { $0.leave.take() }?()
    }
}
