// SPDX-License-Identifier: Apache-2.0

/// What a session asks and tells whoever runs it.
package struct SessionObserver: Sendable {
    /// The fault that an error is to the client.
    var fault: @Sendable (any Error) -> SessionFault = { SessionFault(failure: $0) }
    /// Called with how far the audio of a channel is, before each step.
    var report: @Sendable (AudioProgress, _ channel: Int) -> Void = { _, _ in }
    /// Called at each checkpoint; answers whether what was received is to be made final.
    var reach: @Sendable () -> Bool = { false }

    package init() {}

    init(
        fault: @escaping @Sendable (any Error) -> SessionFault,
        report: @escaping @Sendable (AudioProgress, _ channel: Int) -> Void, reach: @escaping @Sendable () -> Bool
    ) {
        self.fault = fault
        self.report = report
        self.reach = reach
    }
}
