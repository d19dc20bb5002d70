// SPDX-License-Identifier: Apache-2.0

extension Catalog {
    /// Short names for the models on the Hugging Face hub: float16, in CTranslate2's format where there is one.
    static let hubModels: [CatalogItem] = [
        hub("tiny", "Systran/faster-whisper-tiny", megabytes: 78, "99 languages, fastest"),
        hub("base.en", "Systran/faster-whisper-base.en", megabytes: 148, "English"),
        hub("small", "Systran/faster-whisper-small", megabytes: 486, "99 languages"),
        hub("small.en", "Systran/faster-whisper-small.en", megabytes: 486, "English"),
        hub("medium", "Systran/faster-whisper-medium", megabytes: 1531, "99 languages"),
        hub("medium.en", "Systran/faster-whisper-medium.en", megabytes: 1531, "English"),
        hub("large-v1", "Systran/faster-whisper-large-v1", megabytes: 3090, "99 languages"),
        hub("large-v2", "Systran/faster-whisper-large-v2", megabytes: 3090, "99 languages"),
        hub("large-v3", "Systran/faster-whisper-large-v3", megabytes: 3091, "100 languages, most accurate"),
        hub("large-v3-turbo", "openai/whisper-large-v3-turbo", megabytes: 1620, "100 languages, four decoder layers"),
        hub("distil-small.en", "Systran/faster-distil-whisper-small.en", megabytes: 335, "English, distilled"),
        hub("distil-medium.en", "Systran/faster-distil-whisper-medium.en", megabytes: 792, "English, distilled"),
        hub("distil-large-v2", "Systran/faster-distil-whisper-large-v2", megabytes: 1516, "English, distilled"),
        hub("distil-large-v3", "Systran/faster-distil-whisper-large-v3", megabytes: 1516, "English, distilled"),
        hub("distil-large-v3.5", "distil-whisper/distil-large-v3.5", megabytes: 1516, "English, distilled"),
    ]

    private static func hub(_ name: String, _ repository: String, megabytes: Int, _ summary: String) -> CatalogItem {
        CatalogItem(
            name: name, kind: .model, summary: summary, approximateBytes: megabytes * 1_000_000,
            sources: [.hub(repository)])
    }
}
