// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A Whisper model, loaded and ready (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak Supervision").
///
/// Calls block for as long as they compute; make them on threads of your own, any number at once.
public final class WhisperModel: Sendable {
    /// Samples a second of all audio.
    public static let sampleRate = 16_000
    /// The longest audio of one call: 30 s.
    public static let longestAudio = 30 * sampleRate

    /// The model's sizes.
    public let dimensions: ModelDimensions
    /// The model's tokenizer.
    public let tokenizer: Tokenizer
    /// Threads that a call takes when no other runs.
    public let threads: Int
    /// Whether calls at the same time divide the threads among them.
    public let sharesThreads: Bool
    /// What the matrix products compute with: `float32` or `int8`.
    public let computeType: ComputeType
    /// How much of an utterance is computed again when more of it is received.
    public let streaming: StreamingSettings

    let parameters: ModelParameters<CPUParameter>
    let silence: SilenceTail<CPUParameter>
    let frontEnd: MelFrontEnd
    let rules: (timed: TokenRules, untimed: TokenRules)
    private let alignmentHeads: [AlignmentHead]
    /// Shared, because an utterance is processed by one worker now and by another later.
    private let pool = MemoryPool()
    private let lent = Mutex<(calls: Int, idle: [WorkerContext])>((0, []))

    /// Loads a folder: CTranslate2 (`model.bin`) or Hugging Face (`model.safetensors`, in one file or several), with its
    /// tokenizer; docs/models.md has every form.
    ///
    /// - Parameters:
    ///   - threads: threads that a call takes.
    ///   - sharesThreads: whether calls at the same time take no more than that together, but one each at least.
    /// - Throws: ``WhisperError``, or the `WeightsError` of a damaged file.
    public init(
        folder: String, threads: Int = 1, sharesThreads: Bool = false, computeType: ComputeType = .auto,
        streaming: StreamingSettings = StreamingSettings()
    ) throws {
        self.computeType = computeType.resolved
        let folder = ModelFolder(path: folder)
        var loader = try ParameterLoader<CPUBackend>(checkpoint: folder.checkpoint(), type: self.computeType)
        tokenizer = try folder.tokenizer()
        loader.dimensions.isMultilingual = tokenizer.isMultilingual
        dimensions = loader.dimensions
        guard tokenizer.fits(dimensions) else {
            throw WhisperError(
                .damagedModel, "the tokenizer in \(folder.path) belongs to another model",
                remedy: "Fetch the model again")
        }
        let defaults = try folder.decodingDefaults(dimensions: dimensions, tokenizer: tokenizer)
        alignmentHeads = defaults.alignmentHeads
        rules = (
            timed: TokenRules(
                tokenizer: tokenizer, suppressed: defaults.suppressed, suppressedAtStart: defaults.suppressedAtStart,
                timestamps: true, vocabulary: dimensions.vocabulary),
            untimed: TokenRules(
                tokenizer: tokenizer, suppressed: defaults.suppressed, suppressedAtStart: defaults.suppressedAtStart,
                timestamps: false, vocabulary: dimensions.vocabulary)
        )
        self.threads = max(1, threads)
        self.sharesThreads = sharesThreads
        self.streaming = streaming
        parameters = try loader.load()
        frontEnd = MelFrontEnd(melBins: dimensions.melBins)
        // Not kept: its scratch memory is that of a whole window.
        let context = WorkerContext(parameters: parameters, alignmentHeads: alignmentHeads, pool: MemoryPool())
        context.backend.activate(threads: self.threads)
        silence = try context.silenceTail(length: streaming.silencePositions, step: max(1, streaming.silenceStep))
    }

    /// Languages the model knows, by code; English alone for an English-only model.
    public var languages: [String] { dimensions.isMultilingual ? tokenizer.languages : ["en"] }

    /// Lends a context to the current thread.
    func withContext<Result>(_ body: (WorkerContext) throws -> Result) throws -> Result {
        let (calls, idle) = lent.withLock { lent in
            lent.calls += 1
            return (lent.calls, lent.idle.popLast())
        }
        let context = idle ?? WorkerContext(parameters: parameters, alignmentHeads: alignmentHeads, pool: pool)
        defer {
            lent.withLock { lent in
                lent.calls -= 1
                lent.idle.append(context)
            }
        }
        context.backend.activate(threads: sharesThreads ? threads / calls : threads)
        return try body(context)
    }
}
