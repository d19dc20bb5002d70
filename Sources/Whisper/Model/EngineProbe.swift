/// Runs the encoder and the decoder by themselves, for measuring them.
package struct EngineProbe {
    private let model: WhisperModel
    private let audio: [EncodedAudio<CPUStorage>]
    private let context: WorkerContext
    private let spectrograms: [LogMel]

    /// - Parameters:
    ///   - sequences: How many sequences stand in one batch.
    ///   - samples: The audio of each.
    package init(model: WhisperModel, sequences: Int, samples: [Float]) throws {
        self.model = model
        let context = try WorkerContext(parameters: model.parameters, alignmentHeads: [], threads: model.threads)
        self.context = context
        context.backend.activate()
        spectrograms = try (0..<sequences).map { _ in try model.logMel(samples, window: .trimmed, context) }
        audio = try (0..<sequences).map { _ in try model.encode(samples, window: .trimmed, context) }
    }

    /// Encodes the batch once, and gives the rows it has.
    package func encode() throws -> Int {
        try context.encoder.encode(spectrograms, tail: model.silence).output.rows
    }

    /// Decodes `steps` tokens of every sequence, one after another.
    package func decode(steps: Int) throws {
        let states = audio.map { _ in DecoderState(dimensions: model.dimensions, backend: context.backend) }
        for _ in 0..<steps {
            let inputs = zip(audio, states).map { audio, state in
                Decoder<CPUBackend>.Input(tokens: [model.tokenizer.startOfTranscript], state: state, audio: audio)
            }
            _ = try context.decoder.forward(inputs, logits: .last)
        }
    }

    /// The spectrogram of the audio.
    package func spectrogram(_ samples: [Float]) throws {
        _ = try model.logMel(samples, window: .trimmed, context)
    }

    /// One product of a linear layer by itself: what the machine can do.
    package static func product(
        rows: Int, inputs: Int, outputs: Int, type: ComputeType
    ) throws -> () throws -> Void {
        let backend = CPUBackend(threads: 1)
        let weights = Linear(
            weight: CPUBackend.matrix(
                (0..<inputs * outputs).map { Float($0 % 17) - 8 }, outputs: outputs, inputs: inputs, type: type),
            bias: nil, inputs: inputs, outputs: outputs)
        let ones = [Float](repeating: 1, count: rows * inputs)
        let input = Matrix(storage: CPUStorage(ones), rows: rows, columns: inputs)
        let output = Matrix(storage: backend.allocate(count: rows * outputs), rows: rows, columns: outputs)
        return {
            backend.activate()
            try backend.linear(input, weights, into: output, epilogue: .none)
        }
    }
}
