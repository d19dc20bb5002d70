/// How long and how many sessions without a connection are kept.
public struct ResumptionSettings: Sendable, Equatable {
    /// How long a session whose connection broke waits for its client; 0 ends it at once and offers no resumption.
    public var timeout: Duration
    /// How many such sessions are kept; beyond it the one that has waited longest ends.
    public var maximumKept: Int

    /// Makes settings.
    public init(timeout: Duration = .seconds(60), maximumKept: Int = 200) {
        self.timeout = timeout
        self.maximumKept = maximumKept
    }

    /// Whether sessions are kept at all.
    var isOn: Bool { self.timeout > .zero && self.maximumKept > 0 }
}
