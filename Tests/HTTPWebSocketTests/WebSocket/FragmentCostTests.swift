// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket
import StenoTesting
import Testing

@testable import HTTPWebSocket

/// A message may come in many fragments: each is copied once.
struct FragmentCostTests {
    private func assemble(fragments: Int) throws {
        var assembler = WebSocketMessageAssembler(maximumMessageSize: 64 * 1024 * 1024)
        let data = ByteBuffer(repeating: 0x61, count: 16 * 1024)
        var message: WebSocketMessageAssembler.Event?
        for index in 0..<fragments {
            message = try assembler.receive(
                WebSocketFrame(
                    fin: index == fragments - 1, opcode: index == 0 ? .binary : .continuation, maskKey: [0, 0, 0, 0],
                    data: data))
        }
        guard case .message(isText: false, let bytes) = message else { throw CancellationError() }
        #expect(bytes.readableBytes == fragments * data.readableBytes)
    }

    @Test func costsNoMoreThanItsBytes() throws {
        let growth = try ProcessorTime.growth(runs: 5) {
            try assemble(fragments: 64)
        } to: {
            try assemble(fragments: 1024)
        }
        // Linear is 16, quadratic 256.
        #expect(growth.ratio < 64, "\(growth)")
    }
}
