// SPDX-License-Identifier: Apache-2.0

/// A setting in a configuration file.
struct YAMLEntry: Equatable, Sendable {
    /// The key; those of mappings within mappings are joined with dashes.
    var key: String
    /// One value, or those of a list.
    var values: [String]
    var isList: Bool
    /// The line of the key, from 1.
    var line: Int
}
