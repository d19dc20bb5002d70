// SPDX-License-Identifier: Apache-2.0

/// A subtitle: a line or two, shown for some seconds.
public struct Cue: Equatable, Sendable {
    /// In seconds.
    public var start: Double
    /// In seconds.
    public var end: Double
    /// What is shown.
    public var lines: [String]
    /// Who says it, where speakers are told apart.
    public var voice: String?

    /// Creates a subtitle.
    public init(start: Double, end: Double, lines: [String], voice: String? = nil) {
        self.start = start
        self.end = end
        self.lines = lines
        self.voice = voice
    }
}
