import Logging
import NIOPosix
import PrometheusMetrics
import Synchronization
import Testing
import Transcription

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

    private static func runner() -> DialectRunner<Obedient> {
        let limits = SessionLimits(sessions: 1)
        let environment = SessionEnvironment(
            model: ServedModel(name: "base", languages: ["en"]), limits: limits,
            admission: SessionAdmission(limits: limits, isDraining: { false }, checkLoad: { {} }),
            registry: SessionRegistry(settings: ResumptionSettings()),
            metrics: SessionMetrics(factory: PrometheusRegistry(SessionMetrics.descriptions), dialects: []),
            journal: nil, logsTexts: false, isAccepted: { _ in true },
            makeTranscription: { configuration, id in
                ScriptedSession(id: id, configuration: configuration, script: nil)
            })
        return DialectRunner(
            Obedient(), dialect: "test", environment: environment, owner: "",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            admit: { throw Rejection(.serverFull, "full") })
    }

    /// A connection is lost while its client is being told something: its cancellation has the lock of the task that sends,
    /// and waits for that of the runner; whoever tells has that one.
    @Test func aConnectionIsLostWhileItIsToldSomething() async throws {
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
}
