// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns 16 kHz audio into Whisper's log-mel spectrogram: a Hann window of 400 samples every 160, centred, reflected at
/// the edges; power spectrum; mel filters; log10.
///
/// The Fourier transform of a frame is a product with a matrix of 402 rows, and so is the filter bank: both run on the
/// same kernels as the model, at a fiftieth of the encoder's cost.
struct MelFrontEnd: Sendable {
    static let sampleRate = 16_000
    static let windowSize = 400
    static let hop = 160
    private static let bins = windowSize / 2 + 1

    /// How the level of the log spectrum is set.
    enum Level: Sendable {
        /// Whisper's own: relative to the loudest value of the window.
        case window
        /// The loudest value becomes ``LogMel/fixedLevel``, so that padding is a constant.
        case fixed
    }

    let melBins: Int
    private let transform: Linear<CPUParameter>
    private let filters: Linear<CPUParameter>

    init(melBins: Int) {
        self.melBins = melBins
        let size = Self.windowSize
        // Cosines, then sines, with the window folded in.
        var matrix = [Float](repeating: 0, count: 2 * Self.bins * size)
        for bin in 0..<Self.bins {
            for n in 0..<size {
                let window = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(size))
                let angle = 2 * .pi * Double(bin * n % size) / Double(size)
                matrix[bin * size + n] = Float(window * cos(angle))
                matrix[(Self.bins + bin) * size + n] = Float(-window * sin(angle))
            }
        }
        transform = Linear(weight: CPUBackend.parameter(matrix), bias: nil, inputs: size, outputs: 2 * Self.bins)
        filters = Linear(
            weight: CPUBackend.parameter(
                MelFilterBank.filters(count: melBins, fftSize: size, sampleRate: Self.sampleRate)),
            bias: nil, inputs: Self.bins, outputs: melBins)
    }

    /// The spectrogram of `samples` followed by silence.
    ///
    /// - Parameters:
    ///   - samples: 16 kHz mono, full scale ±1.
    ///   - frames: How many frames of 10 ms to give, at least those of the audio.
    func logMel(_ samples: [Float], frames: Int, level: Level, on backend: CPUBackend) throws -> LogMel {
        let values = try logSpectrum(samples, frames: 0..<frames, on: backend)
        return normalize(values, frames: frames, level: level, loudest: values.max() ?? -10)
    }

    /// The logarithms of the mel spectrum before their level is set, frames × bins. Frames beyond the audio hold nothing
    /// but silence: they need no transform and are left out.
    ///
    /// - Parameter frames: those wanted; their upper bound is where the audio's padding ends.
    func logSpectrum(_ samples: [Float], frames: Range<Int>, on backend: CPUBackend) throws -> [Float] {
        let heard = frames.clamped(to: 0..<max(frames.lowerBound + 1, samples.count / Self.hop + 2))
        let rows = window(samples, frames: heard, total: frames.upperBound)
        return try melSpectrum(frames: rows, count: heard.count, on: backend).map { log10(max($0, 1e-10)) }
    }

    /// Sets the level and pads to `frames`.
    ///
    /// - Parameter loudest: the highest value of all the audio, received before or among these.
    func normalize(_ logSpectrum: [Float], frames: Int, level: Level, loudest: Float) -> LogMel {
        let shift = level == .fixed ? LogMel.fixedLevel - loudest : 0
        let floor = loudest + shift - 8
        var values = logSpectrum
        for index in values.indices { values[index] = (max(values[index] + shift, floor) + 4) / 4 }
        let padding = level == .fixed ? LogMel.silence : (max(-10, floor) + 4) / 4
        values.append(contentsOf: repeatElement(padding, count: frames * melBins - values.count))
        return LogMel(values: values, bins: melBins)
    }

    /// Frames laid out as rows; the start is reflected as Whisper does it, the end is silence or reflected in a full window.
    private func window(_ samples: [Float], frames: Range<Int>, total: Int) -> [Float] {
        let (size, half) = (Self.windowSize, Self.windowSize / 2)
        let length = total * Self.hop
        func sample(_ index: Int) -> Float {
            var index = abs(index)
            if index >= length { index = 2 * (length - 1) - index }
            return index >= 0 && index < samples.count ? samples[index] : 0
        }
        return [Float](unsafeUninitializedCapacity: frames.count * size) { rows, count in
            for (index, frame) in frames.enumerated() {
                let start = frame * Self.hop - half
                let row = index * size
                if start >= 0, start + size <= samples.count {
                    for n in 0..<size { rows[row + n] = samples[start + n] }
                } else {
                    for n in 0..<size { rows[row + n] = sample(start + n) }
                }
            }
            count = frames.count * size
        }
    }

    private func melSpectrum(frames: [Float], count: Int, on backend: CPUBackend) throws -> [Float] {
        let input = Matrix(storage: CPUStorage(frames), rows: count, columns: Self.windowSize)
        let complex = Matrix(
            storage: try backend.allocate(count: count * transform.outputs), rows: count, columns: transform.outputs)
        try backend.linear(input, transform, into: complex, epilogue: .none)
        for frame in 0..<count {
            let row = complex.row(frame)
            for bin in 0..<Self.bins {
                row[bin] = row[bin] * row[bin] + row[bin + Self.bins] * row[bin + Self.bins]
            }
        }
        let mel = Matrix(storage: try backend.allocate(count: count * melBins), rows: count, columns: melBins)
        try backend.linear(complex.columns(0..<Self.bins), filters, into: mel, epilogue: .none)
        return backend.read(mel)
    }
}
