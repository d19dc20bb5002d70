// SPDX-License-Identifier: Apache-2.0

internal import VoiceActivity

extension SessionConfiguration {
    /// For a recording: as a live session, but waiting longer for the end of an utterance, since no one waits for it.
    public static func recording(
        language: String?, detection: LanguageDetection = .init(), task: RecognitionTask, prompt: Prompt? = nil,
        hotWords: HotWords? = nil,
        textRules: TextRules = .init(), wordTimes: Bool
    ) -> SessionConfiguration {
        var endpointer = Endpointer.Settings()
        endpointer.silence = Endpointer.Settings.samples(milliseconds: 2_000)
        return SessionConfiguration(
            language: language, detection: detection, task: task, prompt: prompt, hotWords: hotWords,
            textRules: textRules,
            partialInterval: Endpointer.Settings.samples(milliseconds: 30_000), endpointer: endpointer,
            wordTimes: wordTimes,
            // Nobody waits: the end of the silence is early enough, and every utterance is decoded once.
            preparesFinals: false)
    }
}
