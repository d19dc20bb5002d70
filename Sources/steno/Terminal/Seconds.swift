// SPDX-License-Identifier: Apache-2.0

/// Times in words.
enum Seconds {
    /// A duration with two decimals, such as `1.25`.
    static func text(_ duration: Duration) -> String {
        let hundredths = Int((duration / .milliseconds(10)).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }

    /// Seconds as on a clock, such as `0:17`, `3:50` or `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let rest = two(whole % 60)
        return whole < 3_600 ? "\(whole / 60):\(rest)" : "\(whole / 3_600):\(two(whole / 60 % 60)):\(rest)"
    }
}
