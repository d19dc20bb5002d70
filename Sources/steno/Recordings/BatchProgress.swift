// SPDX-License-Identifier: Apache-2.0

/// How far a row of recordings is: what to say after each, and how long the rest will take. A plain value.
struct BatchProgress {
    private let sizes: [Int]
    private(set) var number = 0
    private(set) var transcribed = 0
    private(set) var skipped = 0
    /// The names of those that could not be transcribed.
    private(set) var failed: [String] = []
    private var elapsed = 0.0
    private var bytesDone = 0

    /// - Parameter sizes: of the recordings in bytes, in order.
    init(sizes: [Int]) {
        self.sizes = sizes
    }

    /// The place of the next recording, such as `[12/50]`; nothing if there is but one.
    var place: String { sizes.count > 1 ? "[\(number + 1)/\(sizes.count)] " : "" }

    /// A recording is done.
    /// - Parameters:
    ///   - duration: its length in seconds.
    ///   - seconds: what it took.
    /// - Returns: a line about it.
    mutating func finish(_ name: String, duration: Double, in seconds: Double) -> String {
        elapsed += seconds
        bytesDone += sizes[number]
        transcribed += 1
        let place = place
        number += 1
        var parts = ["\(place)\(name) \(Seconds.clock(duration)) in \(Seconds.clock(seconds))"]
        if seconds > 0 { parts.append("\(Self.factor(duration / seconds))x") }
        if let left = timeLeft { parts.append("\(left) left") }
        return parts.joined(separator: ", ")
    }

    /// A recording has its results already.
    mutating func skip(_ name: String, because results: [String]) -> String {
        let place = place
        skipped += 1
        number += 1
        return "\(place)\(name) skipped, has \(results.joined(separator: ", "))"
    }

    /// A recording cannot be transcribed.
    mutating func fail(_ name: String) {
        failed.append(name)
        number += 1
    }

    /// A last line; nil if there was but one recording, and all is well.
    var summary: String? {
        guard sizes.count > 1 || skipped > 0 else { return nil }
        let counts = [(transcribed, "transcribed"), (skipped, "skipped"), (failed.count, "failed")]
        let text = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return failed.isEmpty ? "\(text)." : "\(text): \(failed.joined(separator: ", "))."
    }

    /// By the bytes that are left, since opening all recordings would take long.
    private var timeLeft: String? {
        let left = sizes[number...].reduce(0, +)
        guard left > 0, bytesDone > 0 else { return nil }
        let minutes = Int((elapsed / Double(bytesDone) * Double(left) / 60).rounded())
        if minutes < 1 { return "less than a minute" }
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }

    private static func factor(_ value: Double) -> String {
        value < 10 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
    }
}
