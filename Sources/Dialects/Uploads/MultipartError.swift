// SPDX-License-Identifier: Apache-2.0

/// A body that is no `multipart/form-data`.
struct MultipartError: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what to do about it, in plain words.
    let description: String

    init(_ description: String) {
        self.description = description
    }

    static let noBoundary = MultipartError(
        "The body must be multipart/form-data with a boundary. Let the client's library set the Content-Type.")
    static let secondFile = MultipartError("The form has more than one file. Send each in a request of its own.")
    static let fieldsTooLong = MultipartError(
        "The fields of the form are too long. A field may have 256 KiB, all together 512 KiB; send audio as the file.")
    static let headTooLong = MultipartError("The head of a part of the form is too long.")
    static let malformedHead = MultipartError(
        "A part of the form has no name: it needs Content-Disposition: form-data; name=\"…\".")
    static let incomplete = MultipartError("The form ends before its closing boundary. Send the whole of it.")
}
