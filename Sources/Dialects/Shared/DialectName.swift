// SPDX-License-Identifier: Apache-2.0

/// What the client of a session speaks, as the metrics have it.
package enum DialectName: String, CaseIterable {
    case steno
    case openAI = "openai"
    case deepgram
    case vosk
    case whisperLive = "whisperlive"
    case wyoming
}
