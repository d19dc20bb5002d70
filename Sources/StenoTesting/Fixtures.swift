// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
internal import ModelStore

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Real recordings and models for tests, fetched on first use into the same cache as `steno` uses. Any number of tests and test processes may ask
/// at once.
public enum Fixtures {
    private static let store = ModelStore(environment: ProcessInfo.processInfo.environment)

    /// The path of a recording by its name, such as `jfk.wav`.
    ///
    /// - Throws: `ModelStoreError` when there is no such recording, or it cannot be fetched.
    public static func path(_ name: String) throws -> String {
        if name == Catalog.sampleRecordingName { return try store.pull(name) }
        guard let archive = FixtureArchive.all.first(where: { archive in archive.files.contains { $0.name == name } })
        else { throw ModelStoreError(.unknownModel, "There is no fixture called \(name)") }
        let item = archive.item
        return try store.install(item) + (archive.files.count == 1 ? "" : "/\(name)")
    }

    /// The samples of a recording, 16 kHz mono.
    ///
    /// - Throws: `ModelStoreError` as ``path(_:)`` does, or `AudioInputError`.
    public static func samples(_ name: String) throws -> [Float] {
        try AudioFile.read(path: path(name))
    }

    /// The folder of a model by its catalog name, such as `tiny.en` or `silero-vad`.
    ///
    /// - Throws: `ModelStoreError` when there is no such model, or it cannot be fetched.
    public static func model(_ name: String) throws -> String {
        try store.pull(name)
    }
}
