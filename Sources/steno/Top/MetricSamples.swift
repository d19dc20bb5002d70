// SPDX-License-Identifier: Apache-2.0

/// The values of one look at a server's metrics, in Prometheus' text format.
struct MetricSamples: Equatable, Sendable {
    struct Sample: Equatable, Sendable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    let samples: [Sample]

    /// Reads the text; lines that are no values, comments among them, are skipped.
    init(text: String) {
        samples = text.split(whereSeparator: \.isNewline).compactMap(Self.sample)
    }

    /// The value of a metric, summed over all its series with these labels; nil if there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let values = series(name, labels).map(\.value)
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// The series of a metric with these labels.
    func series(_ name: String, _ labels: [String: String] = [:]) -> [Sample] {
        samples.filter { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }
    }

    private static func sample(_ line: Substring) -> Sample? {
        guard let first = line.first, first != "#" else { return nil }
        let name = line.prefix { $0 != "{" && $0 != " " }
        var rest = line[name.endIndex...]
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while let (label, value) = label(&rest) { labels[label] = value }
            guard rest.first == "}" else { return nil }
            rest = rest.dropFirst()
        }
        let number = rest.split(separator: " ").first.flatMap { $0 == "+Inf" ? .infinity : Double($0) }
        return number.map { Sample(name: String(name), labels: labels, value: $0) }
    }

    /// Takes `name="value"` and a comma after it off the text.
    private static func label(_ rest: inout Substring) -> (String, String)? {
        let name = rest.prefix { $0 != "=" && $0 != "}" }
        var text = rest[name.endIndex...]
        guard text.hasPrefix("=\"") else { return nil }
        text = text.dropFirst(2)
        var value = ""
        while let character = text.popFirst(), character != "\"" {
            guard character == "\\", let escaped = text.popFirst() else {
                value.append(character)
                continue
            }
            value.append(escaped == "n" ? "\n" : escaped)
        }
        if text.first == "," { text = text.dropFirst() }
        rest = text
        return (String(name), value)
    }
}
