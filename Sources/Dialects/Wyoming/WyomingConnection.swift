// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import SessionRuntime

/// One connection of a Wyoming client.
struct WyomingConnection: Sendable {
    /// How long a client that still sends may take to read the last message that it was sent.
    private static let closeTimeout = Duration.seconds(5)

    let runner: DialectRunner<WyomingDialect>
    let channel: any Channel
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    /// How much all clients may hold of unfinished events.
    let budget: InboundBudget
    /// The longest payload of an event, in bytes.
    let longestPayload: Int
    /// How long the client may leave its events unread.
    let slowClientLimit: Duration

    /// Serves the client; returns when the connection is to be closed, or is.
    func run() async {
        await self.runner.start()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.read() }
            await self.send()
            // Were it closed while the client sends, the client's system would drop what it has not read yet.
            try? await self.channel.close(mode: .output).get()
            group.addTask { try? await Task.sleep(for: Self.closeTimeout) }
            await group.next()
            group.cancelAll()
        }
        self.runner.lose()
    }

    private func read() async {
        var parser = WyomingParser(longestPayload: self.longestPayload)
        let channel = self.channel
        let account = self.budget.open { channel.close(promise: nil) }
        var rate = MessageRate(now: .now())
        do {
            for try await bytes in self.inbound {
                parser.append(bytes)
                account.note(parser.unfinishedBytes)
                while let event = try parser.next() {
                    rate.take(1, bytes: event.payload.readableBytes, at: .now())
                    await self.runner.receive(.event(event))
                }
                guard !rate.isFlood else { throw WyomingParser.Fault(message: "Too many events without audio.") }
                // Many short events are long work on a thread that others need.
                await Task.yield()
                let delay = rate.delay(at: .now())
                if delay > .zero { try? await Task.sleep(for: .nanoseconds(delay.nanoseconds)) }
            }
            // Who sends no more may still read.
            self.runner.finish()
        } catch let fault as WyomingParser.Fault {
            await self.runner.receive(.fault(fault))
        } catch {
            self.runner.lose()
        }
    }

    private func send() async {
        do {
            try await SendDeadline.run(self.slowClientLimit) { deadline in
                while case .message(let event)? = await self.runner.next() {
                    let bytes = try event.bytes()
                    try await deadline.send { try await self.write(bytes) }
                }
            }
        } catch is SlowClientError {
            self.runner.lose(because: SessionFault.Code.slowClient.rawValue)
        } catch {
            self.runner.lose()
        }
    }

    private func write(_ bytes: ByteBuffer) async throws {
        let promise = self.channel.eventLoop.makePromise(of: Void.self)
        self.channel.writeAndFlush(bytes, promise: promise)
        try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
