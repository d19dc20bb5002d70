// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import WireText

/// What a WhisperLive client asks for in its first message. A plain value.
struct WhisperLiveOptions {
    /// Who it is, as it wrote it.
    let uid: JSONValue
    var format = AudioFormat()
    var configuration = SessionConfiguration()
    /// How many of the last segments a message repeats.
    var segments = 10
    /// What it asked for and does not get.
    var warnings: [String] = []

    init(uid: JSONValue) {
        self.uid = uid
    }

    /// Takes its settings; those that have no meaning here are ignored.
    /// - Throws: ``SessionFault`` for what cannot be done, with what can.
    mutating func apply(_ wish: JSONValue, model: ServedModel) throws(SessionFault) {
        self.format.encoding = try Self.encoding(wish["audio_format"])
        if let language = wish["language"]?.text {
            self.configuration.set(try Setting(name: "language", value: .text(language)).language(of: model))
        }
        if let task = wish["task"]?.text {
            self.configuration.task = try Setting(name: "task", value: .text(task)).task(of: model)
        }
        if let threshold = wish["vad_parameters"]?["threshold"]?.number {
            self.configuration.endpointer.threshold(Float(min(max(threshold, 0.05), 0.99)))
        }
        self.configuration.prompt = wish["initial_prompt"]?.text.flatMap { Prompt($0) }
        self.configuration.hotWords = try wish["hotwords"].flatMap(Self.hotWords)
        self.configuration.wordTimes = wish["word_timestamps"] == true
        if let count = wish["send_last_n_segments"]?.integer { self.segments = min(max(count, 1), 100) }
        if wish["enable_translation"] == true {
            self.warnings.append("Segments are not translated here. Ask for the task translate to get English.")
        }
        if wish["enable_diarization"] == true { self.warnings.append("Speakers are not told apart here.") }
    }

    /// Phrases with commas between them, or single words with blanks; nil if there are none.
    /// - Throws: ``SessionFault`` for what cannot be expected.
    static func hotWords(_ wish: JSONValue) throws(SessionFault) -> HotWords? {
        guard let text = wish.text else { return nil }
        do throws(HotWordsError) {
            let marks = [UInt8(ascii: ","), UInt8(ascii: "\n")]
            if text.utf8.contains(where: marks.contains) { return try HotWords.make(HotWord.list(text)) }
            return try HotWords.make(HotWord.list(plain: text.split(ascii: " ").map(String.init)))
        } catch {
            throw SessionFault(.invalidParameter, error.description)
        }
    }

    private static func encoding(_ format: JSONValue?) throws(SessionFault) -> AudioEncoding {
        switch format ?? .null {
        case .null, "float32": return .f32
        case "int16": return .s16
        case "uint8": return .u8
        case let format:
            throw SessionFault(
                .unsupportedEncoding,
                "audio_format is \(format.shown), which must be float32, int16 or uint8.")
        }
    }
}
