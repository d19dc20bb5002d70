// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// On a terminal, how long the server has been away while a microphone is still recorded.
final class OutageLine: Sendable {
    private let line = StatusLine()
    /// The task that counts; nil while the server is there.
    private let counting = Mutex<Task<Void, Never>?>(nil)

    /// The server is away.
    /// - Parameter hasEnded: whether the audio has ended meanwhile.
    func begin(hasEnded: @escaping @Sendable () -> Bool) {
        end()
        let clock = ContinuousClock()
        let start = clock.now
        counting.withLock { counting in
            counting = Task {
                while !Task.isCancelled {
                    let text = Self.text(after: (clock.now - start) / .seconds(1), hasEnded: hasEnded())
                    self.counting.withLock { if $0 != nil, !Task.isCancelled { line.show(text) } }
                    try? await clock.sleep(for: .seconds(1))
                }
            }
        }
    }

    /// The server is back, or no one waits for it.
    func end() {
        counting.withLock { counting in
            guard let task = counting.take() else { return }
            task.cancel()
            line.clear()
        }
    }

    /// What is shown after so many seconds.
    static func text(after seconds: Double, hasEnded: Bool) -> String {
        let time = Seconds.clock(seconds)
        return hasEnded
            ? "Offline \(time). What was recorded is waiting for the server; Ctrl-C discards it"
            : "Offline \(time), still recording"
    }
}
