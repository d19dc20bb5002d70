// SPDX-License-Identifier: Apache-2.0

/// Subtitle files.
public enum Subtitles {
    /// SubRip.
    public static func srt(_ cues: [Cue]) -> String {
        cues.enumerated().map { index, cue in
            let times = "\(time(cue.start, separator: ",")) --> \(time(cue.end, separator: ","))"
            let voice = cue.voice.map { "\($0): " } ?? ""
            return "\(index + 1)\n\(times)\n\(voice)\(cue.lines.joined(separator: "\n"))\n"
        }.joined(separator: "\n")
    }

    /// WebVTT.
    public static func vtt(_ cues: [Cue]) -> String {
        let blocks = cues.map { cue in
            let times = "\(time(cue.start, separator: ".")) --> \(time(cue.end, separator: "."))"
            let voice = cue.voice.map { "<v \(escaped($0))>" } ?? ""
            return "\n\(times)\n\(voice)\(cue.lines.map(escaped).joined(separator: "\n"))\n"
        }
        return "WEBVTT\n" + blocks.joined()
    }

    /// Hours, minutes, seconds and milliseconds, such as `00:01:02,500`.
    public static func time(_ seconds: Double, separator: String) -> String {
        let milliseconds = Int((max(0, seconds) * 1_000).rounded())
        let parts = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1_000 % 60]
        let clock = parts.map { zeroPadded($0, to: 2) }.joined(separator: ":")
        return clock + separator + zeroPadded(milliseconds % 1_000, to: 3)
    }

    private static func zeroPadded(_ number: Int, to digits: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// WebVTT takes `<` and `&` for markup.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
