import Synchronization

/// The right to one session. It is given back by ``giveBack()``, or at the latest when nobody holds it any more: a
/// handshake whose client is gone before it is answered never runs its session.
final class SessionPermit: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    /// - Parameter action: what gives the permit back; called once.
    init(_ action: @escaping @Sendable () -> Void) {
        self.action = Mutex(action)
    }

    deinit {
        self.giveBack()
    }

    /// Gives the permit back; more than once is the same as once.
    func giveBack() {
        self.action.withLock { $0.take() }?()
    }
}
