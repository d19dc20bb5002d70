// SPDX-License-Identifier: Apache-2.0

/// A file on a server, and what it should be.
struct RemoteFile: Equatable {
    /// Its address.
    var url: String
    /// Header lines to send, such as an access token.
    var headers: [String] = []
    /// A page for people who may not have it: there they accept its terms.
    var page: String?
    /// Its size in bytes.
    var bytes: Int
    /// Its checksum.
    var digest: Digest
}
