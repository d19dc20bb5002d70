/// Times in words.
enum Seconds {
    /// A duration with two decimals, such as `1.25`.
    static func text(_ duration: Duration) -> String {
        let hundredths = Int((duration / .milliseconds(10)).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}
