// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
package import Logging
package import NIOCore
package import ServerAccess
import SessionRuntime

extension DialectService {
    /// Serves a client of Wyoming; returns when the connection is to be closed, or is.
    /// - Parameters:
    ///   - longestPayload: of an event, in bytes.
    ///   - logger: with the client's address.
    package func serveWyoming(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, on channel: any Channel, from address: IPAddress?,
        longestPayload: Int, logger: Logger
    ) async throws {
        let runner = DialectRunner(
            WyomingDialect(model: self.model), dialect: DialectName.wyoming.rawValue, environment: self.environment,
            owner: "", logger: logger, admit: { try self.admit(.anonymous, from: address) })
        try await channel.pipeline.addHandler(QuiescingHandler { runner.finish(because: .shutdown) }, position: .first)
        self.drain.add(channel, owner: runner.owner)
        await WyomingConnection(
            runner: runner, channel: channel, inbound: inbound, budget: self.inboundBudget,
            longestPayload: longestPayload, slowClientLimit: self.slowClientLimit
        ).run()
    }
}
