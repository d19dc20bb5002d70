// SPDX-License-Identifier: Apache-2.0

import StenoClient
import Testing

@testable import steno

@Suite struct LiveCaptionTests {
    let clear = "\r\u{1B}[K"

    func text(_ captions: inout LiveCaptions, _ json: String) throws -> String {
        captions.text(for: try StenoMessage(json: json), json: json, columns: 40)
    }

    @Test func aTerminalShowsPartialsInPlaceAndFinalsForGood() throws {
        var captions = LiveCaptions(style: .terminal)
        #expect(try text(&captions, #"{"type":"ready"}"#) == "")
        #expect(
            try text(&captions, #"{"type":"partial","text":"ask not what","stable":"ask not"}"#)
                == "\(clear)ask not\u{1B}[2m what\u{1B}[0m")
        #expect(captions.ending() == clear)
        #expect(try text(&captions, #"{"type":"final","text":"Ask not."}"#) == "\(clear)Ask not.\n")
        #expect(captions.ending() == "")
    }

    @Test func clearsAPartialThatHeldNoWords() throws {
        var captions = LiveCaptions(style: .terminal)
        #expect(try text(&captions, #"{"type":"empty","utterance":0}"#) == "", "nothing is shown yet")
        _ = try text(&captions, #"{"type":"partial","utterance":1,"text":"thank you"}"#)
        #expect(try text(&captions, #"{"type":"empty","utterance":0}"#) == "", "another utterance")
        #expect(try text(&captions, #"{"type":"empty","utterance":1}"#) == clear)
        #expect(captions.ending() == "")
    }

    @Test func anOutageIsCounted() {
        #expect(OutageLine.text(after: 42.2, hasEnded: false) == "Offline 0:42, still recording")
        #expect(OutageLine.text(after: 61, hasEnded: true).hasPrefix("Offline 1:01. What was recorded is waiting"))
    }

    @Test func aPipeGetsFinalsOnly() throws {
        var captions = LiveCaptions(style: .finals)
        #expect(try text(&captions, #"{"type":"partial","text":"ask"}"#) == "")
        #expect(try text(&captions, #"{"type":"final","text":"Ask not."}"#) == "Ask not.\n")
        #expect(captions.ending() == "")
    }

    @Test func aProgramGetsEveryMessageAsItCame() throws {
        var captions = LiveCaptions(style: .messages)
        for json in [#"{"type":"ready","x":[1]}"#, #"{"type":"partial","text":"a"}"#, #"{"type":"flushed"}"#] {
            #expect(try text(&captions, json) == json + "\n")
        }
    }

    @Test func aLongPartialShowsItsEnd() {
        let line = LiveCaptions.line("one two three four", stable: "one two three", columns: 12)
        #expect(line == "… three\u{1B}[2m four\u{1B}[0m")
        #expect(LiveCaptions.line("one two", stable: "one two", columns: 12) == "one two")
        #expect(LiveCaptions.line("国国国国", stable: "", columns: 5) == "…\u{1B}[2m国国\u{1B}[0m")
        // A stable text that the partial does not begin with is no stable text.
        #expect(LiveCaptions.line("two", stable: "one", columns: 12) == "\u{1B}[2mtwo\u{1B}[0m")
    }

    @Test func parametersGoBehindThoseOfTheAddress() {
        func address(_ url: String) -> String {
            SessionAddress.adding([("encoding", "s16"), ("prompt", "a&b é")], to: url)
        }
        let added = "encoding=s16&prompt=a%26b%20%C3%A9"
        #expect(address("ws://h:1") == "ws://h:1?\(added)")
        #expect(address("ws://h/ws?x=1") == "ws://h/ws?x=1&\(added)")
        #expect(address("ws://h/?") == "ws://h/?\(added)")
        #expect(address("ws://h/#top") == "ws://h/?\(added)")
    }

    @Test func recordingsKeepTheirPace() {
        #expect(Pace(speed: 1).delay(after: 2) == .seconds(2))
        #expect(Pace(speed: 4).delay(after: 2) == .milliseconds(500))
        #expect(Pace(speed: 0).delay(after: 2) == .zero)
    }
}
