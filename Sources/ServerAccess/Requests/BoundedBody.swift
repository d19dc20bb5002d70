// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import NIOCore
import SessionRuntime

/// A request's body that fails when it gets too long.
struct BoundedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody
    let limit: Int
    let refusal: Rejection

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var left: Int
        let refusal: Rejection

        mutating func next() async throws -> ByteBuffer? {
            guard let buffer = try await self.base.next() else { return nil }
            self.left -= buffer.readableBytes
            guard self.left >= 0 else { throw self.refusal }
            return buffer
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.base.makeAsyncIterator(), left: self.limit, refusal: self.refusal)
    }
}
