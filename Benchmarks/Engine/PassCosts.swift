// SPDX-License-Identifier: Apache-2.0

/// Processor time of passes by the length of the audio they saw.
struct PassCosts {
    /// Seconds of audio that count as one length.
    private static let bin = 5.0

    private var times: [Int: [Double]] = [:]

    /// Runs a pass.
    ///
    /// - Parameters:
    ///   - audio: seconds of audio in each sequence.
    ///   - batch: sequences, among which the time is divided.
    mutating func measure<Result>(audio: Double, batch: Int, _ pass: () -> Result) -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let result = pass()
        let time = (clock.now - start) / .milliseconds(batch)
        times[Int(audio / Self.bin), default: []] += Array(repeating: time, count: batch)
        return result
    }

    /// A table: length of the audio, passes, median and mean of the milliseconds.
    var report: [String] {
        var lines = ["audio       passes  median ms  mean ms"]
        for (bin, times) in times.sorted(by: { $0.key < $1.key }) {
            let median = times.sorted()[times.count / 2]
            let mean = times.reduce(0, +) / Double(times.count)
            let range = "\(Int(Double(bin) * Self.bin))-\(Int(Double(bin + 1) * Self.bin)) s"
            lines.append(
                range.padding(to: 12) + "\(times.count)".padding(to: 8)
                    + "\(median.rounded(toPlaces: 1))".padding(to: 11)
                    + "\(mean.rounded(toPlaces: 1))")
        }
        let all = times.values.joined().reduce(0, +)
        lines.append("all: \((all / 1000).rounded(toPlaces: 2)) s")
        return lines
    }
}

extension String {
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: " ", count: max(1, length - count))
    }
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }
}
