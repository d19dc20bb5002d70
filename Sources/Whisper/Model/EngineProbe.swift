// SPDX-License-Identifier: Apache-2.0

/// Runs the encoder and the decoder by themselves, for measuring them.
package struct EngineProbe {
    private let model: WhisperModel
    private let context: WorkerContext
    private let inputs: [EncoderInput<CPUBackend>]
    private let audio: [EncodedAudio<CPUBackend>]

    /// - Parameters:
    ///   - sequences: How many sequences stand in one batch.
    ///   - samples: The audio of each.
    package init(model: WhisperModel, sequences: Int, samples: [Float]) throws {
        self.model = model
        let context = WorkerContext(parameters: model.parameters, alignmentHeads: [], pool: MemoryPool())
        self.context = context
        context.backend.activate(threads: model.threads)
        inputs = try (0..<sequences).map { _ in
            let positions = 0..<model.positions(samples.count)
            let mel = try model.frontEnd.logMel(
                samples, frames: 2 * positions.count, level: .fixed, on: context.backend)
            let memory = try AudioMemory.transient(
                positions: positions.count, dimensions: model.dimensions, on: context.backend)
            return EncoderInput(mel: mel, positions: positions, memory: memory, tail: model.silence)
        }
        let (encoded, rows) = try context.encoder.encode(inputs)
        audio = try context.decoder.prepare(inputs, encoded: encoded, rows: rows)
    }

    /// Encodes the batch once, and gives the rows it has.
    package func encode() throws -> Int {
        try context.encoder.encode(inputs).output.rows
    }

    /// Decodes `steps` tokens of every sequence, one after another.
    package func decode(steps: Int) throws {
        let states = try audio.map { _ in try context.states.take() }
        defer { states.forEach(context.states.giveBack) }
        for _ in 0..<steps {
            let inputs = zip(audio, states).map { audio, state in
                Decoder<CPUBackend>.Input(
                    tokens: [model.tokenizer.startOfTranscript], state: state, audio: audio, logitRows: [0])
            }
            _ = try context.decoder.forward(inputs)
        }
    }

    /// The spectrogram of the audio.
    package func spectrogram(_ samples: [Float]) throws {
        _ = try model.frontEnd.logMel(
            samples, frames: 2 * model.positions(samples.count), level: .fixed, on: context.backend)
    }

    /// One product of a linear layer by itself: what the machine can do.
    package static func product(
        rows: Int, inputs: Int, outputs: Int, type: ComputeType
    ) throws -> () throws -> Void {
        let backend = CPUBackend()
        let weights = Linear(
            weight: CPUBackend.matrix(
                (0..<inputs * outputs).map { Float($0 % 17) - 8 }, outputs: outputs, inputs: inputs, type: type),
            bias: nil, inputs: inputs, outputs: outputs)
        let ones = [Float](repeating: 1, count: rows * inputs)
        let input = Matrix(storage: CPUStorage(ones), rows: rows, columns: inputs)
        let output = Matrix(storage: try backend.allocate(count: rows * outputs), rows: rows, columns: outputs)
        return {
            backend.activate(threads: 1)
            try backend.linear(input, weights, into: output, epilogue: .none)
        }
    }
}
