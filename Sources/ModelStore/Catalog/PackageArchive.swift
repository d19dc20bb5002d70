// SPDX-License-Identifier: Apache-2.0

/// A file on a Python package index: a wheel or a source distribution.
public struct PackageArchive: Sendable, Hashable {
    /// The project's name, in the index's normal form (lower case, hyphens).
    public var package: String
    /// The file's name, such as `silero_vad-6.2.3-py3-none-any.whl`.
    public var file: String
    /// Its size in bytes.
    public var bytes: Int
    /// Its SHA-256 in hexadecimal.
    public var sha256: String

    /// Describes an archive.
    public init(package: String, file: String, bytes: Int, sha256: String) {
        self.package = package
        self.file = file
        self.bytes = bytes
        self.sha256 = sha256
    }
}
