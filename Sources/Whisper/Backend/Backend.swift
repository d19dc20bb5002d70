// SPDX-License-Identifier: Apache-2.0

/// The operations of the Whisper graph on one device.
///
/// An instance belongs to one worker at a time: it owns scratch memory. Parameters are
/// immutable and shared by all instances. All matrices hold float32 from the caller's point of view; what a backend
/// computes in is its own matter. Rows of several sequences may stand in one matrix: only attention looks at sequences.
protocol Backend: AnyObject {
    /// Device memory, owned by this instance.
    associatedtype Storage: AnyObject
    /// Immutable weights on the device.
    associatedtype Parameter: Sendable

    /// Uploads weights.
    static func parameter(_ values: [Float]) -> Parameter

    /// Uploads the matrix of a linear layer, outputs × inputs, for products of type `type`: a resolved ``ComputeType``.
    static func matrix(_ values: [Float], outputs: Int, inputs: Int, type: ComputeType) -> Parameter

    /// A view of rows of a parameter that is not the matrix of a linear layer, for reading only.
    func view(_ parameter: Parameter, rows: Int, columns: Int) -> Matrix<Storage>

    /// Fresh memory; its content is undefined.
    func allocate(count: Int) throws -> Storage

    /// Called before work on the current thread, which may take so many threads.
    func activate(threads: Int)

    /// `output (+)= gelu?(input · weightᵀ + bias)`.
    func linear(
        _ input: Matrix<Storage>, _ weights: Linear<Parameter>, into output: Matrix<Storage>, epilogue: LinearEpilogue
    ) throws

    /// Layer norm over the columns.
    func layerNorm(_ input: Matrix<Storage>, _ weights: LayerNorm<Parameter>, into output: Matrix<Storage>) throws

    /// Scaled dot-product attention of every segment, its heads side by side in the columns.
    ///
    /// - Parameter capturedHeads: Heads whose probabilities are returned.
    /// - Returns: For each segment the probabilities of the captured heads, heads × query rows × keys; empty without any.
    func attention(_ segments: [AttentionSegment<Storage>], heads: Int, capturedHeads: [Int]) throws -> [[Float]]

    /// `output[i] = table.weight[tokens[i]] + positions[at[i]]`.
    func embed(
        tokens: [Int], table: Linear<Parameter>, positions: Matrix<Storage>, at: [Int], into output: Matrix<Storage>)

    /// Lays the three input rows around each output row side by side, zeros outside, for a convolution of width 3.
    func unfold(_ input: Matrix<Storage>, stride: Int, into output: Matrix<Storage>)

    /// `output += addend`, row by row.
    func add(_ addend: Matrix<Storage>, to output: Matrix<Storage>)

    func copy(_ source: Matrix<Storage>, to destination: Matrix<Storage>)

    func write(_ values: [Float], to destination: Matrix<Storage>)

    func read(_ source: Matrix<Storage>) -> [Float]
}
