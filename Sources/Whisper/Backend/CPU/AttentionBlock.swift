import CKernels
import COneDNN

/// Attention of some heads of one segment.
struct AttentionBlock {
    let segment: AttentionSegment<CPUStorage>
    let heads: Range<Int>
    /// Columns of a head.
    let width: Int
    /// Scores, then probabilities: heads × query rows × keys.
    let scores: UnsafeMutablePointer<Float>

    private var rows: Int { segment.queries.rows }
    private var keys: Int { segment.totalKeys }
    private var scale: Float { 1 / Float(width).squareRoot() }

    /// The keys with their values, and where their scores begin in a row.
    private var parts: [(keys: Matrix<CPUStorage>, values: Matrix<CPUStorage>, start: Int)] {
        var start = 0
        return ([(segment.keys, segment.values)] + segment.sparse).map { keys, values in
            defer { start += keys.rows }
            return (keys, values, start)
        }
    }

    /// For few query rows: our own loops over the keys.
    func computeRows() {
        let columns = heads.lowerBound * width..<heads.upperBound * width
        let queries = segment.queries.columns(columns)
        let output = segment.output.columns(columns)
        for part in parts {
            steno_attention_scores(
                queries.base, queries.stride, rows, part.keys.columns(columns).base, part.keys.stride, part.keys.rows,
                heads.count, width, scale, scores + part.start, keys)
        }
        softmax()
        for row in 0..<rows { output.row(row).update(repeating: 0, count: output.columns) }
        for part in parts {
            steno_attention_sum(
                scores + part.start, keys, part.values.columns(columns).base, part.values.stride, part.values.rows,
                heads.count, width, output.base, output.stride, rows)
        }
    }

    /// For many query rows: matrix products, a head at a time.
    func computeProducts() throws {
        for (slice, head) in heads.enumerated() {
            for part in parts {
                try check(
                    steno_sgemm(
                        true, rows, part.keys.rows, width, scale, segment.queries.base + head * width,
                        segment.queries.stride, part.keys.base + head * width, part.keys.stride, 0,
                        scores + slice * rows * keys + part.start, keys))
            }
        }
        softmax()
        for (slice, head) in heads.enumerated() {
            for part in parts {
                try check(
                    steno_sgemm(
                        false, rows, width, part.values.rows, 1, scores + slice * rows * keys + part.start, keys,
                        part.values.base + head * width, part.values.stride, part.start > 0 ? 1 : 0,
                        segment.output.base + head * width, segment.output.stride))
            }
        }
    }

    /// The probabilities of one head, query rows × keys.
    func probabilities(head: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: scores + (head - heads.lowerBound) * rows * keys, count: rows * keys)
    }

    private func softmax() {
        let own = segment.keys.rows
        for row in 0..<heads.count * rows {
            let visible = segment.causalOffset.map { min(own, $0 + row % rows + 1) } ?? own
            steno_softmax(scores + row * keys, visible, own, keys, segment.sparseBias)
        }
    }

    private func check(_ status: dnnl_status_t) throws {
        try OneDNNError.check(status, "attention of \(rows) rows to \(keys) keys")
    }
}

extension AttentionSegment {
    /// All keys, the sparse ones too.
    var totalKeys: Int { sparse.reduce(keys.rows) { $0 + $1.keys.rows } }
}
