// SPDX-License-Identifier: Apache-2.0

/// How long and how many sessions without a connection are kept.
public struct ResumptionSettings: Sendable, Equatable {
    /// How long a session whose connection broke waits for its client; 0 ends it at once and offers no resumption.
    public var timeout: Duration
    /// How many such sessions are kept; nil for as many as may be open. Beyond it one of the key, or without keys of the
    /// address, that has most ends.
    public var maximumKept: Int?

    /// Makes settings.
    public init(timeout: Duration = .seconds(60), maximumKept: Int? = nil) {
        self.timeout = timeout
        self.maximumKept = maximumKept
    }

    /// Whether sessions are kept at all.
    package var isOn: Bool { self.timeout > .zero && self.maximumKept ?? 1 > 0 }
}
