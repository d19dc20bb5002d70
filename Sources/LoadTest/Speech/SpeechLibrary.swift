// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
internal import VoiceActivity

/// The recordings of a manifest, read and listened to when first asked for.
struct SpeechLibrary {
    let manifest: SpeechManifest
    private let voiceActivity: VoiceActivityModel
    private let format: FrameFormat
    private let pause: Double
    private(set) var clips: [Int: SpeechClip] = [:]

    init(_ manifest: SpeechManifest, voiceActivity: VoiceActivityModel, format: FrameFormat, pause: Double) {
        self.manifest = manifest
        self.voiceActivity = voiceActivity
        self.format = format
        self.pause = pause
    }

    /// The recording at a position of the manifest.
    ///
    /// - Throws: ``LoadTestError`` if it cannot be read or nobody speaks in it.
    mutating func clip(_ index: Int) throws(LoadTestError) -> SpeechClip {
        if let clip = clips[index] { return clip }
        let entry = manifest.entries[index]
        let samples: [Float]
        do {
            samples = try AudioFile.read(path: entry.path)
        } catch {
            throw LoadTestError(error.message, remedy: error.remedy)
        }
        guard let bounds = SpeechBounds(samples, model: voiceActivity) else {
            throw LoadTestError(
                "There is no speech in \(entry.path), although it has words", remedy: "Remove it from the manifest")
        }
        let clip = SpeechClip(samples: samples, text: entry.text, bounds: bounds, pause: pause, format: format)
        clips[index] = clip
        return clip
    }
}
