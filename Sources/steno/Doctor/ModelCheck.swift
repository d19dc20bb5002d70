// SPDX-License-Identifier: Apache-2.0

import ModelStore

/// Which models are there.
enum ModelCheck {
    /// Looks at a cache: a Whisper model and the voice activity model are needed, the sample recording is not.
    static func findings(_ store: ModelStore) -> [Finding] {
        let installed = store.installed()
        let models = installed.filter { $0.kind == .model }.map(\.name)
        let remedy = "Fetch it with `steno models pull \(models.first ?? Catalog.defaultModel)`."
        func finding(_ subject: String, _ name: String, missing verdict: Finding.Verdict) -> Finding {
            installed.contains { $0.name == name }
                ? Finding(verdict: .ok, subject: subject, message: "\(name) installed")
                : Finding(verdict: verdict, subject: subject, message: "\(name) is not installed", remedy: remedy)
        }
        return [
            models.isEmpty
                ? Finding(verdict: .fail, subject: "models", message: "none installed", remedy: remedy)
                : Finding(verdict: .ok, subject: "models", message: models.joined(separator: ", ")),
            finding("voice", Catalog.voiceActivityModel, missing: .fail),
            finding("sample", Catalog.sampleRecordingName, missing: .warn),
        ]
    }
}
