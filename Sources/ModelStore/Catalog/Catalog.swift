// SPDX-License-Identifier: Apache-2.0

import Spelling

/// What the store knows by name.
public struct Catalog: Sendable {
    /// The items, in the order of lists.
    public var items: [CatalogItem]

    /// The items of a catalog, in the order of lists.
    public init(items: [CatalogItem]) {
        self.items = items
    }

    /// Steno's own catalog.
    public static let standard = Catalog(items: packagedModels + hubModels + [resemblyzer, sileroVAD, sampleRecording])

    /// The model that `steno serve` loads when none is named.
    public static let defaultModel = "base"

    /// The voice activity model.
    public static let voiceActivityModel = "silero-vad"

    /// The model that tells speakers apart.
    public static let speakerModel = "speaker"

    /// The recording to try things with.
    public static let sampleRecordingName = "jfk.wav"

    /// What is pulled along with every Whisper model.
    static let companions = [voiceActivityModel, sampleRecordingName]

    /// The item of that name: one of the list, or any `owner/name` or `owner/name@revision` on the hub.
    public func item(named name: String) throws -> CatalogItem {
        if let item = items.first(where: { $0.name == name }) { return item }
        let halves = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        let revision = halves.dropFirst().flatMap { $0.split(separator: "/", omittingEmptySubsequences: false) }
        let isPlain = { (part: Substring) in
            !part.isEmpty && part.first != "."
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        }
        if parts.count == 2, parts.allSatisfy(isPlain), revision.allSatisfy(isPlain) {
            return CatalogItem(
                name: name, kind: .model, summary: "from the Hugging Face hub", approximateBytes: nil,
                sources: [.hub(name)])
        }
        let hint = suggestion(for: name).map { "Did you mean \($0)? " } ?? ""
        throw ModelStoreError(
            .unknownModel, "There is no model called \(name)",
            remedy: "\(hint)`steno models list` shows what there is; a folder must exist")
    }

    /// The known model name that is nearest to `name`, if one is near.
    public func suggestion(for name: String) -> String? {
        let models = items.filter(\.isModel).map(\.name)
        return Nearest.word(to: name.lowercased(), among: models, within: max(1, name.count / 3))?.word
    }
}
