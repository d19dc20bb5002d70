// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import steno

@Suite struct SubtitleTests {
    /// Words of a third of a second each, one after the other.
    func segment(_ text: String, start: Double = 0) -> FileTranscript.Segment {
        let texts = text.split(separator: " ").map(String.init)
        let words = texts.enumerated().map { index, word in
            FileTranscript.Word(
                text: word, start: start + Double(index) / 3, end: start + Double(index + 1) / 3, probability: 1)
        }
        return .init(text: text, start: start, end: words.last?.end ?? start, words: words)
    }

    @Test func everyCueCanBeReadAndNoWordIsLost() {
        let text = (0..<200).map { "word\($0)" + ($0 % 17 == 16 ? "." : $0 % 5 == 4 ? "," : "") }.joined(separator: " ")
        let cues = CueBuilder().cues(for: [segment(text)])
        #expect(cues.flatMap(\.lines).joined(separator: " ") == text)
        #expect(cues.allSatisfy { $0.lines.count <= 2 && $0.lines.allSatisfy { $0.count <= 42 } })
        #expect(cues.allSatisfy { $0.end > $0.start && $0.end - $0.start <= 7.001 })
        #expect(zip(cues, cues.dropFirst()).allSatisfy { $0.end <= $1.start + 0.001 })
    }

    @Test func cuesEndWithSentencesClausesAndPauses() {
        let sentences = segment("This is the first sentence of two. And this is the second one.")
        #expect(
            CueBuilder().cues(for: [sentences]).map(\.lines) == [
                ["This is the first sentence of two."], ["And this is the second one."],
            ])
        let clauses = segment(
            "ask not what your country can do for you, ask what you can do for your country and some more words of it")
        #expect(CueBuilder().cues(for: [clauses])[0].lines.last?.hasSuffix("you,") == true)
        var paused = segment("before the pause after it")
        for index in 3..<5 {
            paused.words[index].start += 1
            paused.words[index].end += 1
        }
        #expect(CueBuilder().cues(for: [paused]).map(\.lines) == [["before the pause"], ["after it"]])
    }

    @Test func linesAreEven() {
        let cue = CueBuilder().cues(for: [segment("one two three four five six seven eight nine ten")])[0]
        #expect(cue.lines == ["one two three four five", "six seven eight nine ten"])
    }

    @Test func textWithoutTimesOrSpacesIsDivided() {
        let japanese = String(repeating: "国があなたのために", count: 10)
        let cues = CueBuilder().cues(for: [.init(text: japanese, start: 10, end: 30)])
        #expect(cues.flatMap(\.lines).joined() == japanese)
        #expect(cues.count > 1)
        #expect(cues.first?.start == 10)
        #expect(abs((cues.last?.end ?? 0) - 30) < 0.001)
    }

    @Test func wordsWithoutSpacesStayTogether() {
        let spaces = FileTranscript.Segment.spaces(before: ["国", "が", "ask", "not"], in: "国が ask not")
        #expect(spaces == [false, false, true, true])
    }

    @Test func filesHaveTheFormsOfTheirFormats() {
        let cues = [
            Cue(start: 0, end: 2.5, lines: ["Hello,", "you."]),
            Cue(start: 3_661.0006, end: 3_662, lines: ["a < b & c"]),
        ]
        #expect(
            Subtitles.srt(cues) == """
                1
                00:00:00,000 --> 00:00:02,500
                Hello,
                you.

                2
                01:01:01,001 --> 01:01:02,000
                a < b & c

                """)
        #expect(
            Subtitles.vtt(cues) == """
                WEBVTT

                00:00:00.000 --> 00:00:02.500
                Hello,
                you.

                01:01:01.001 --> 01:01:02.000
                a &lt; b &amp; c

                """)
        #expect(Subtitles.srt([]) == "")
        #expect(Subtitles.vtt([]) == "WEBVTT\n")
    }
}
