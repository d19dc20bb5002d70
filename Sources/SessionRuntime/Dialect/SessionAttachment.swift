// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A session, and the number of this connection among those that it has had.
struct SessionAttachment {
    let session: ClientSession
    let connection: Int

    func receive(_ bytes: ByteBuffer) async -> ResumptionState.Receipt? {
        await self.session.receive(bytes, from: self.connection)
    }

    func flush(channel: Int? = nil) async { await self.session.flush(from: self.connection, channel: channel) }

    func checkpoint() async { await self.session.checkpoint(from: self.connection) }
}
