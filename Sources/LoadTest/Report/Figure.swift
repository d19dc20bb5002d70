// SPDX-License-Identifier: Apache-2.0

/// Figures in words for people.
enum Figure {
    /// Seconds with two decimals.
    static func seconds(_ value: Double) -> String { decimal(value, 2) }

    /// A share in per cent.
    static func percent(_ value: Double) -> String { "\(decimal(value * 100, 2)) %" }

    /// Bytes in powers of ten.
    static func megabytes(_ value: Double) -> String { decimal(value / 1e6, abs(value) < 1e7 ? 1 : 0) + " MB" }

    /// A number with so many decimals.
    static func decimal(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "−" : ""
        guard decimals > 0 else { return sign + "\(scaled)" }
        let fraction = "\(scaled % scale)"
        return sign + "\(scaled / scale)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A number with its sign.
    static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = decimal(value, decimals)
        return value > 0 ? "+\(text)" : text
    }
}
