// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// An open WebSocket connection. Any task may send; one takes the messages.
public struct WebSocketConnection: Sendable {
    /// What the server sends.
    public let messages: WebSocketMessages
    private let outbound: NIOAsyncChannelOutboundWriter<WebSocketCommand>
    let channel: any Channel
    private let closureBox: WebSocketClosureBox

    init(
        inbound: NIOAsyncChannelInboundStream<WebSocketMessage>,
        outbound: NIOAsyncChannelOutboundWriter<WebSocketCommand>, channel: any Channel, closure: WebSocketClosureBox
    ) {
        messages = WebSocketMessages(inbound: inbound, closure: closure)
        self.outbound = outbound
        self.channel = channel
        closureBox = closure
    }

    /// How the connection ended; nil while it is open.
    public var closure: WebSocketClosure? { closureBox.value }

    /// Sends a message, once the server has taken enough of the ones before.
    ///
    /// - Throws: ``StenoClientError`` with `closed`.
    public func send(_ message: WebSocketMessage) async throws {
        try await write(.message(message))
    }

    /// Sends text.
    ///
    /// - Throws: ``StenoClientError`` with `closed`.
    public func send(_ text: String) async throws {
        try await write(.message(.text(text)))
    }

    /// Sends bytes.
    ///
    /// - Throws: ``StenoClientError`` with `closed`.
    public func send(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await write(.message(.binary(ByteBuffer(bytes: bytes))))
    }

    /// Sends samples as 32-bit floats, little endian: the encoding that a server expects when told nothing else.
    ///
    /// - Throws: ``StenoClientError`` with `closed`.
    public func send(samples: some Collection<Float> & Sendable) async throws {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(samples.count * 4)
        for sample in samples { buffer.writeInteger(sample.bitPattern, endianness: .little) }
        try await write(.message(.binary(buffer)))
    }

    /// Sends a ping of at most 125 bytes.
    ///
    /// - Throws: ``StenoClientError`` with `closed`.
    public func ping(_ bytes: [UInt8] = []) async throws {
        try await write(.ping(ByteBuffer(bytes: bytes.prefix(125))))
    }

    /// Begins the close handshake. Messages that the server still sends can be taken; they end with its answer.
    public func close(code: Int = 1000, reason: String = "") async throws {
        try await write(.close(code: code, reason: reason))
    }

    /// Breaks the connection off without a word, as a client does whose machine fails.
    public func abort() {
        channel.close(promise: nil)
    }

    private func write(_ command: WebSocketCommand) async throws {
        guard closure == nil else { throw StenoClientError(.closed, "The connection is closed") }
        do {
            try await outbound.write(command)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw StenoClientError(.closed, "The connection is closed")
        }
    }
}
