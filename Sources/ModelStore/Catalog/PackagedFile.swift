// SPDX-License-Identifier: Apache-2.0

/// A file to install, and the archive members it is made of.
public struct PackagedFile: Sendable, Hashable {
    /// A member of an archive.
    public struct Piece: Sendable, Hashable {
        /// Which of the source's archives holds it.
        public var archive: Int
        /// Its path in the archive.
        public var member: String

        /// The member at a path in the archive of that index.
        public init(archive: Int, member: String) {
            self.archive = archive
            self.member = member
        }
    }

    /// Its name once installed.
    public var name: String
    /// Its size in bytes.
    public var bytes: Int
    /// Its SHA-256 in hexadecimal.
    public var sha256: String
    /// What it is joined from, in order.
    public var pieces: [Piece]

    /// A file joined from pieces.
    public init(name: String, bytes: Int, sha256: String, pieces: [Piece]) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.pieces = pieces
    }

    /// A file that is one member of the first archive.
    public init(name: String, bytes: Int, sha256: String, member: String) {
        self.init(name: name, bytes: bytes, sha256: sha256, pieces: [Piece(archive: 0, member: member)])
    }
}
