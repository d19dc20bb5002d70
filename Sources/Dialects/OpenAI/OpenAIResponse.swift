// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers with the header fields that OpenAI's have.
enum OpenAIResponse {
    /// An answer in JSON.
    /// - Parameter id: the request's, for `x-request-id`.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, id: String
    ) throws -> Response {
        Self.text(try Self.json(value), contentType: "application/json", status: status, id: id)
    }

    /// An answer in a text of any kind.
    static func text(
        _ text: String, contentType: String, status: HTTPResponse.Status = .ok, id: String
    ) -> Response {
        Response(
            status: status, headers: Self.headers(contentType: contentType, id: id),
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A value as JSON, keys in alphabetical order.
    static func json(_ value: some Encodable) throws -> String {
        if let value = value as? JSONValue { return try value.json() }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func headers(contentType: String, id: String) -> HTTPFields {
        [.contentType: contentType, .cacheControl: "no-store", .requestID: id]
    }
}

extension HTTPField.Name {
    fileprivate static let requestID = HTTPField.Name("X-Request-ID")!
}
