// SPDX-License-Identifier: Apache-2.0

/// Prometheus' text exposition format, version 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
package enum PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The metrics as text, in the order given; one without series is left out.
    package static func encode(_ families: [MetricFamily]) -> String {
        families.filter { !$0.series.isEmpty }.map(self.encode).joined()
    }

    /// Whether a metric may be called so: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
        return isPlain && name.first.map { !$0.isNumber } == true
    }

    private static func encode(_ family: MetricFamily) -> String {
        let (name, kind) = (family.description.name, family.description.kind.rawValue)
        var text = "# HELP \(name) \(self.escape(family.description.help, quotes: false))\n# TYPE \(name) \(kind)\n"
        for series in family.series {
            switch series.value {
            case .number(let value): text += self.line(name, series.labels, value)
            case .distribution(let counts, let sum):
                var total = 0
                for (bound, count) in zip(family.description.bounds + [.infinity], counts) {
                    total += count
                    let labels = series.labels + [MetricLabel("le", self.text(bound))]
                    text += self.line("\(name)_bucket", labels, Double(total))
                }
                text += self.line("\(name)_sum", series.labels, sum)
                text += self.line("\(name)_count", series.labels, Double(total))
            }
        }
        return text
    }

    private static func line(_ name: String, _ labels: [MetricLabel], _ value: Double) -> String {
        let pairs = labels.map { "\($0.name)=\"\(self.escape($0.value, quotes: true))\"" }.joined(separator: ",")
        return "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(self.text(value))\n"
    }

    private static func text(_ value: Double) -> String {
        switch value {
        case .infinity: "+Inf"
        case -.infinity: "-Inf"
        default: value.isNaN ? "NaN" : Int(exactly: value).map(String.init) ?? "\(value)"
        }
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
