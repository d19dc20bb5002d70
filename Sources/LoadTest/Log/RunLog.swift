// SPDX-License-Identifier: Apache-2.0

/// All that was observed in a run: the measures are computed from this and from nothing else.
public struct RunLog: Sendable {
    /// A look at the server's process.
    public struct ServerSample: Sendable, Hashable {
        /// When, on the run's clock, in seconds.
        public var time: Double
        /// Processor time that the process has used since it began, in seconds.
        public var processorSeconds: Double
        /// Resident memory in bytes.
        public var memory: Int

        /// A look at a process.
        public init(time: Double, processorSeconds: Double, memory: Int) {
            self.time = time
            self.processorSeconds = processorSeconds
            self.memory = memory
        }
    }

    /// The streams, in the order in which they started.
    public var streams: [StreamLog]
    /// The server's process, looked at now and then; empty if it is not known.
    public var server: [ServerSample]
    /// How late each frame of audio was sent, in seconds: the generator's own fault.
    public var sendDelays: [Double]
    /// Frames that a socket did not take when they were due, since the server did not read.
    public var stalledFrames: Int
    /// Processor time that the generator used, in seconds.
    public var generatorProcessorSeconds: Double
    /// Whether someone ended the run before its time.
    public var isInterrupted: Bool

    /// The log of a run.
    public init(
        streams: [StreamLog], server: [ServerSample] = [], sendDelays: [Double] = [], stalledFrames: Int = 0,
        generatorProcessorSeconds: Double = 0, isInterrupted: Bool = false
    ) {
        self.streams = streams
        self.server = server
        self.sendDelays = sendDelays
        self.stalledFrames = stalledFrames
        self.generatorProcessorSeconds = generatorProcessorSeconds
        self.isInterrupted = isInterrupted
    }

    /// Seconds of audio that were sent in all streams.
    public var audioSent: Double { streams.reduce(0) { $0 + $1.audioSent } }

    /// The time in which every stream that went to its end was playing; all of the run if there was none such.
    ///
    /// Times are measured in it only: before and after, the server has less to do.
    public var fullLoad: ClosedRange<Double> {
        let whole = streams.filter { $0.outcome == .completed }
        let spans = (whole.isEmpty ? streams : whole).compactMap { stream in
            stream.audioStart.map { (from: $0, to: $0 + stream.audioSent) }
        }
        let from = spans.map(\.from).max() ?? 0
        let to = spans.map(\.to).min() ?? 0
        if from < to { return from...to }
        return (spans.map(\.from).min() ?? 0)...(spans.map(\.to).max() ?? 0)
    }
}
