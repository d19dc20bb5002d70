// SPDX-License-Identifier: Apache-2.0

/// A GET request.
struct HTTPRequest {
    /// The address, `http` or `https`.
    var url: String
    /// Header lines such as `Accept: text/html`.
    var headers: [String] = []
    /// A page for people to whom the address is denied.
    var page: String?
    /// Bytes to skip: the transfer resumes there.
    var offset = 0
}
