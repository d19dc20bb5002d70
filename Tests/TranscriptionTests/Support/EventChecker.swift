// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

/// Checks, event by event, what a session promises whatever it hears.
struct EventChecker {
    private(set) var events: [TranscriptEvent] = []
    private(set) var finals: [FinalTranscript] = []
    private var isSpeaking = false
    private var lastPosition = 0
    private var lastNumber = -1
    private var lastStopped = -1
    private var openText: (utterance: Int, stable: String)?

    /// All finals as one text.
    var text: String { finals.map(\.text).joined(separator: " ") }

    mutating func take(_ news: [TranscriptEvent], location: SourceLocation = #_sourceLocation) {
        for event in news { take(event, location) }
    }

    private mutating func take(_ event: TranscriptEvent, _ location: SourceLocation) {
        events.append(event)
        switch event {
        case .speechStarted(let utterance, let position):
            #expect(!isSpeaking, "speech started twice", sourceLocation: location)
            #expect(utterance > lastNumber && position >= lastPosition, "\(event)", sourceLocation: location)
            (isSpeaking, lastNumber, lastPosition) = (true, utterance, position)
        case .speechStopped(let utterance, let position):
            #expect(isSpeaking, "speech stopped twice", sourceLocation: location)
            #expect(utterance >= lastNumber && position > lastPosition, "\(event)", sourceLocation: location)
            (isSpeaking, lastNumber, lastPosition, lastStopped) = (false, utterance, position, utterance)
        case .partial(let partial):
            take(partial.text, of: partial.utterance, location)
            #expect(partial.text.hasPrefix(partial.stable), sourceLocation: location)
            #expect(partial.utterance > lastStopped, "partial after the end of its speech", sourceLocation: location)
            #expect(partial.start < partial.end && partial.language == "en", sourceLocation: location)
            openText = (partial.utterance, partial.stable)
        case .final(let final):
            take(final.text, of: final.utterance, location)
            #expect(final.start < final.end && final.language == "en", sourceLocation: location)
            if let last = finals.last {
                #expect(final.start >= last.end, "utterances overlap", sourceLocation: location)
            }
            finals.append(final)
        case .empty(let utterance):
            #expect(utterance > (finals.last?.utterance ?? -1), "\(event)", sourceLocation: location)
        case .flushed, .failed:
            break
        }
    }

    private func take(_ text: String, of utterance: Int, _ location: SourceLocation) {
        #expect(!events.isEmpty && !text.isEmpty, sourceLocation: location)
        #expect(utterance > (finals.last?.utterance ?? -1), "text after its final: \(text)", sourceLocation: location)
        #expect(utterance >= openText?.utterance ?? 0, "text out of order: \(text)", sourceLocation: location)
        if let openText, openText.utterance == utterance {
            #expect(text.hasPrefix(openText.stable), "“\(text)” breaks “\(openText.stable)”", sourceLocation: location)
        }
    }
}
