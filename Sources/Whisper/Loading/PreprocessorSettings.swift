// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a folder's `preprocessor_config.json` says of the spectrogram that its model expects.
///
/// The number of mel bins is the weights' business: copies of the file often have that of another model.
struct PreprocessorSettings: Decodable {
    private var sampling_rate: Int?
    private var n_fft: Int?
    private var hop_length: Int?

    /// - Throws: ``WhisperError`` with `unsupportedModel` if it is not Whisper's spectrogram, `damagedModel` if the file is
    ///   there but is no such file.
    static func check(folder: String) throws {
        let path = "\(folder)/preprocessor_config.json"
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let settings = try? JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path))) else {
            throw WhisperError(
                .damagedModel, "\(path) does not describe a spectrogram",
                remedy: "Fetch the model again, or delete the file")
        }
        let expected = [
            ("sampling_rate", settings.sampling_rate, MelFrontEnd.sampleRate),
            ("n_fft", settings.n_fft, MelFrontEnd.windowSize), ("hop_length", settings.hop_length, MelFrontEnd.hop),
        ]
        for (name, value, own) in expected where (value ?? own) != own {
            throw WhisperError(
                .unsupportedModel, "\(path) asks for a \(name) of \(value ?? own) where Whisper has \(own)",
                remedy: "Use a Whisper model; if it is one, delete the file")
        }
    }
}
