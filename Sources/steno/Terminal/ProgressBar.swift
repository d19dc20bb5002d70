// SPDX-License-Identifier: Apache-2.0

/// A bar of text, such as `████████▌           `.
enum ProgressBar {
    private static let eighths = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar that is `fraction` full, `width` columns wide.
    static func text(_ fraction: Double, width: Int) -> String {
        let steps = Int((min(max(fraction, 0), 1) * Double(width * 8)).rounded(.down))
        let full = steps / 8
        guard full < width else { return String(repeating: "█", count: width) }
        return String(repeating: "█", count: full) + eighths[steps % 8]
            + String(repeating: " ", count: width - full - 1)
    }
}
