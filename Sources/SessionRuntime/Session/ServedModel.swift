// SPDX-License-Identifier: Apache-2.0

/// What clients may know of the model that is served.
public struct ServedModel: Sendable, Equatable {
    /// The name, as in `base`.
    public let name: String
    /// The codes of the languages it knows, as in `en`; one only for an English-only model.
    public let languages: [String]
    /// What it is computed with, as in `int8`; nil if nobody needs to know.
    public let computeType: String?

    /// Describes a model.
    public init(name: String, languages: [String], computeType: String? = nil) {
        self.name = name
        self.languages = languages
        self.computeType = computeType
    }
}
