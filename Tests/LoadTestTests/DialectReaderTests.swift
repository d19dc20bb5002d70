// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadTest

/// What servers of each dialect say.
struct DialectReaderTests {
    @Test func steno() {
        let reader = StenoReader()
        #expect(reader.read(#"{"type":"ready","session":"a","config":{}}"#) == [.ready])
        #expect(
            reader.read(#"{"type":"partial","utterance":2,"text":"What","stable":"","start":5.1,"end":6.9}"#)
                == [.partial(ServerMessage.Text("What", start: 5.1, end: 6.9, utterance: 2))])
        #expect(
            reader.read(#"{"type":"final","text":"One.","full_transcript":"One."}"#)
                == [.final(ServerMessage.Text("One."))])
        #expect(reader.read(#"{"type":"error","code":"server_full","message":"Full."}"#) == [.failure("Full.")])
        #expect(reader.read(#"{"type":"speech_started","utterance":0,"start":0.1}"#).isEmpty)
        #expect(reader.read("nonsense").isEmpty)
    }

    @Test func deepgram() {
        let reader = DeepgramReader()
        let results = { (isFinal: Bool, text: String) in
            """
            {"type":"Results","channel_index":[0,1],"start":1.5,"duration":2.0,"is_final":\(isFinal),"speech_final":false,
             "channel":{"alternatives":[{"transcript":"\(text)","confidence":0.9,"words":[]}]}}
            """
        }
        let words = ServerMessage.Text("tell me", start: 1.5, end: 3.5)
        #expect(reader.read(results(false, "tell me")) == [.partial(words)])
        #expect(reader.read(results(true, "tell me")) == [.final(words)])
        #expect(reader.read(#"{"type":"SpeechStarted","channel":[0,1],"timestamp":9.54}"#).isEmpty)
        #expect(reader.read(#"{"type":"Error","description":"no"}"#) == [.failure("no")])
    }

    @Test func whisperLive() {
        var reader = WhisperLiveReader()
        let first = #"{"start":"0.000","end":"2.340","text":" Hi","completed":true}"#
        let second = #"{"start":"2.340","end":"3.000","text":" there","completed":false}"#
        let hi = ServerMessage.Text(" Hi", start: 0, end: 2.34)
        let there = ServerMessage.Text(" there", start: 2.34, end: 3)
        #expect(reader.read(#"{"uid":"a","message":"SERVER_READY","backend":"faster_whisper"}"#) == [.ready])
        #expect(reader.read(#"{"uid":"a","segments":[\#(first),\#(second)]}"#) == [.final(hi), .partial(there)])
        // The same again says nothing new.
        #expect(reader.read(#"{"uid":"a","segments":[\#(first),\#(second)]}"#).isEmpty)
        #expect(reader.finish() == [.final(there)])
        #expect(reader.finish().isEmpty)
    }

    @Test func whisperLiveIsFull() {
        var reader = WhisperLiveReader()
        #expect(
            reader.read(#"{"uid":"a","status":"WAIT","message":3.5}"#)
                == [.failure("the server is full for 3.5 minutes")])
    }

    @Test func addresses() throws {
        let steno = LoadTarget(url: "ws://host:1", language: "en").adapter
        #expect(
            try LoadAddress.make("ws://host:1", for: steno) == "ws://host:1/?encoding=s16&sample_rate=16000&language=en"
        )
        #expect(
            try LoadAddress.make("ws://host:1/x?language=fr", for: steno).hasPrefix("ws://host:1/x?language=fr&enc"))
        let deepgram = LoadTarget(url: "ws://host:1", dialect: .deepgram, key: "K").adapter
        #expect(try LoadAddress.make("ws://host:1", for: deepgram).hasPrefix("ws://host:1/v1/listen?encoding=linear16"))
        #expect(deepgram.headers.first?.value == "Token K")
        #expect(throws: LoadTestError.self) { try LoadAddress.make("nonsense", for: steno) }
    }
}
