import NIOPosix
import Synchronization
import Testing

@testable import StenoServer

/// What the parts of a session share, when they meet at a bad moment.
@Suite(.timeLimit(.minutes(1)))
struct ConversationTests {
    /// A connection is lost while its client is being told something: its cancellation has the lock of the task that sends,
    /// and waits for that of the conversation; whoever tells has that one.
    @Test func aConnectionIsLostWhileItIsToldSomething() async throws {
        for _ in 0..<20 {
            let conversation = Conversation<Int, Int, Never>(turns: 0)
            let isCancelling = Atomic<Bool>(false)
            let (heard, hear) = AsyncStream<Int>.makeStream()
            let sending = Task {
                await withTaskCancellationHandler {
                    while let message = await conversation.next() { hear.yield(message) }
                } onCancel: {
                    isCancelling.store(true, ordering: .relaxed)
                    conversation.abandon()
                }
            }
            conversation.tell(1)
            for await message in heard where message == 1 { break }
            // So that it waits for the next message; where it does not yet, nothing is shown.
            for _ in 0..<20 { await Task.yield() }
            try await NIOThreadPool.singleton.runIfActive {
                conversation.update { _ in
                    NIOThreadPool.singleton.submit { _ in sending.cancel() }
                    while !isCancelling.load(ordering: .relaxed) {}
                    return [2]
                }
            }
            await sending.value
        }
    }
}
