import NIOCore
import Synchronization
import TranscriptJournal
import Transcription

/// A client's transcription, which outlives its connections: feeds it what arrives, and keeps what it tells.
final class LiveSession: Sendable {
    struct State {
        var resumption: Resumption
        var failure: (any Error)?
        /// Takes what arrived to the transcription, which may wait for its model.
        var feeding: Task<Void, Never>?
        var isCancelled = false
        /// The connection's loop, while there is nothing to send.
        var reader: CheckedContinuation<Void, Never>?
        /// The loop over the session's events, while the one before is not sent.
        var teller: CheckedContinuation<Void, Never>?
    }

    let id: String
    let token: ResumeToken
    /// Whose session it is; empty where nobody is asked.
    let owner: String
    let format: AudioFormat
    /// What its dialect needs again when the client returns.
    let options: any Sendable
    let session: any TranscribingSession
    let waiting: ReadAhead<SessionCommand>
    let journal: Journal?
    let place: SessionPlace
    let meter: SessionMeter
    let watch: SessionWatch
    /// How many times faster than it was spoken audio is taken; nil: as fast as it comes.
    let speed: Double?
    let state: Mutex<State>

    /// - Parameters:
    ///   - id: the session's id.
    ///   - token: what its client has to show to come back.
    ///   - owner: whose session it is; only they may come back to it.
    ///   - format: the audio that its client sends.
    ///   - options: what its dialect needs again when the client returns.
    ///   - session: the transcription.
    ///   - budget: how much audio may wait.
    ///   - journal: where its finals are kept, if they are.
    ///   - place: the session's place on the server, which it leaves when the transcription is over.
    ///   - meter: counts what it does.
    ///   - watch: of its deadlines, which hold over all its connections.
    ///   - speed: how many times faster than it was spoken audio is taken; nil for no limit.
    init(
        id: String, token: ResumeToken, owner: String, format: AudioFormat, options: any Sendable = (),
        session: any TranscribingSession, budget: ReadAheadBudget, journal: Journal? = nil,
        place: SessionPlace, meter: SessionMeter, watch: SessionWatch, speed: Double? = nil
    ) {
        self.id = id
        self.token = token
        self.owner = owner
        self.format = format
        self.options = options
        self.session = session
        self.waiting = ReadAhead(budget: budget)
        self.journal = journal
        self.place = place
        self.meter = meter
        self.watch = watch
        self.speed = speed
        self.state = Mutex(State(resumption: Resumption(received: format.received)))
    }
}
