// SPDX-License-Identifier: Apache-2.0

/// Jobs that a thread does together.
struct InferenceBatch: Sendable {
    let jobs: [InferenceJob]
    let started: ContinuousClock.Instant
    /// Whether the jobs were due, and not done early because nothing else waited.
    let isDue: Bool

    /// Does the jobs' work, on an inference thread.
    ///
    /// - Returns: how each went, in order.
    func run(on recognizer: any Recognizer) -> [InferenceJob.Outcome] {
        var outcomes = [InferenceJob.Outcome](repeating: .stale, count: jobs.count)
        var requests: [RecognitionRequest] = []
        var ends: [(index: Int, end: @Sendable (Result<Hypothesis, any Error>) -> Void)] = []
        for (index, job) in jobs.enumerated() {
            switch job.work {
            case .call(let perform): outcomes[index] = perform(recognizer)
            case .recognition(let begin, let end):
                guard let request = begin(recognizer) else { continue }
                requests.append(request)
                ends.append((index, end))
            }
        }
        guard !requests.isEmpty else { return outcomes }
        recognizer.recognize(requests) { place, result in
            let (index, end) = ends[place]
            end(result)
            switch result {
            case .success: outcomes[index] = .done
            case .failure(let error): outcomes[index] = .failed(error)
            }
        }
        return outcomes
    }
}
