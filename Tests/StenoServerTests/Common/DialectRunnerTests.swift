// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOPosix
import PrometheusMetrics
import Synchronization
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import StenoServer

/// What runs a dialect, when its parts meet at a bad moment.
@Suite(.timeLimit(.minutes(1)))
struct DialectRunnerTests {
    /// Does what it receives, while the runner's lock is held.
    private struct Obedient: Dialect {
        func receive(_ input: @Sendable () -> Void) -> [DialectAction<Int, Never>] {
            input()
            return [.emit(1)]
        }
        func rejected(_ rejection: Rejection) -> [DialectAction<Int, Never>] { [] }
        func receive(_ event: TranscriptEvent, channel: Int) -> [DialectAction<Int, Never>] { [] }
        func ended(_ fault: SessionFault?) -> [DialectAction<Int, Never>] { [] }
    }

    /// Begins a session that its client may come back to.
    private struct Returning: Dialect {
        let resumption: SessionResumption?

        func connected() -> [DialectAction<Int, Never>] { [.start(AudioFormat(), SessionConfiguration())] }
        func receive(_ input: DialectAction<Int, Never>) -> [DialectAction<Int, Never>] { [input] }
        func rejected(_ rejection: Rejection) -> [DialectAction<Int, Never>] { [] }
        func receive(_ event: TranscriptEvent, channel: Int) -> [DialectAction<Int, Never>] { [] }
        func ended(_ fault: SessionFault?) -> [DialectAction<Int, Never>] { [] }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let token = ResumeToken()
    private static let request = ResumeRequest(session: "session", token: token.text, lastEvent: 0)

    private static func runner(
        _ environment: SessionEnvironment
    ) async -> DialectRunner<Returning> {
        let runner = DialectRunner(
            Returning(resumption: SessionResumption(token: self.token, memory: 0)), id: "session", dialect: "test",
            environment: environment, owner: "", logger: self.logger,
            admit: { try environment.admission.admit(SessionCounts.Client()) })
        await runner.start()
        return runner
    }

    private static func environment() -> SessionEnvironment {
        let limits = SessionLimits(sessions: 1)
        return SessionEnvironment(
            model: ServedModel(name: "base", languages: ["en"]), limits: limits,
            admission: SessionAdmission(limits: limits, isDraining: { false }, checkLoad: { {} }),
            registry: SessionRegistry(settings: ResumptionSettings()),
            metrics: SessionMetrics(factory: PrometheusRegistry(SessionMetrics.descriptions), dialects: []),
            journal: nil, logsTexts: false, isAccepted: { _ in true },
            makeTranscription: { configuration, id in
                ScriptedSession(id: id, configuration: configuration, script: nil)
            })
    }

    private static func runner() -> DialectRunner<Obedient> {
        DialectRunner(
            Obedient(), dialect: "test", environment: self.environment(), owner: "",
            logger: self.logger, admit: { throw Rejection(.serverFull, "full") })
    }

    /// A connection is lost while its client is being told something: its cancellation has the lock of the task that sends,
    /// and waits for that of the runner; whoever tells has that one.
    @Test func connectionIsLostWhileItReceivesMessage() async throws {
        for _ in 0..<20 {
            let runner = Self.runner()
            let isCancelling = Atomic<Bool>(false)
            let (heard, hear) = AsyncStream<Void>.makeStream()
            let sending = Task {
                await withTaskCancellationHandler {
                    while await runner.next() != nil { hear.yield() }
                } onCancel: {
                    isCancelling.store(true, ordering: .relaxed)
                    runner.lose()
                }
            }
            await runner.receive {}
            for await _ in heard { break }
            // So that it waits for the next message; where it does not yet, nothing is shown.
            for _ in 0..<20 { await Task.yield() }
            await runner.receive {
                NIOThreadPool.singleton.submit { _ in sending.cancel() }
                while !isCancelling.load(ordering: .relaxed) {}
            }
            await sending.value
        }
    }

    /// Sending fails as soon as the client has closed the connection, maybe before its Close frame is read.
    @Test func endsTheSessionWhenTheCloseFrameIsReadAfterSendingFailed() async throws {
        let environment = Self.environment()
        let runner = await Self.runner(environment)
        await runner.receive(.audio(ByteBuffer(repeating: 0, count: 64_000)))
        runner.lose()
        #expect(environment.admission.isFull)
        runner.abandon(because: "client_closed")
        #expect(!environment.admission.isFull)
        #expect(throws: SessionFault.unknownSession) { try environment.registry.resume(Self.request, owner: "") }
    }

    @Test func aMistakeOnAnOlderConnectionDoesNotEndTheSession() async throws {
        let environment = Self.environment()
        let session = ClientSession(
            id: "session", owner: "", format: AudioFormat(), configuration: SessionConfiguration(),
            environment: environment, permit: try environment.admission.admit(SessionCounts.Client()),
            recorder: environment.recorder("test", logger: Self.logger), timer: DeadlineTimer(environment.limits),
            observer: SessionObserver())
        let audio = ByteBuffer(repeating: 0, count: 64)
        let (older, newer) = (try session.attach().connection, try session.attach().connection)
        session.end(because: SessionFault(.invalidJSON, "no JSON"), from: older)
        #expect(await session.receive(audio, from: newer) != nil)
        session.end(because: SessionFault(.invalidJSON, "no JSON"), from: newer)
        #expect(await session.receive(audio, from: newer) == nil)
    }
}
