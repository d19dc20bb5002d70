/// A subtitle: a line or two, shown for some seconds.
struct Cue: Equatable, Sendable {
    /// In seconds.
    var start: Double
    /// In seconds.
    var end: Double
    var lines: [String]
}
