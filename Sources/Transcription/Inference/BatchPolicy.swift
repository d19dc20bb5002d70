// SPDX-License-Identifier: Apache-2.0

/// How many ready jobs a thread takes at once.
///
/// A batch is never waited for: it is what is ready when a thread is free, shared among the threads. It is no longer
/// than a final can bear to wait for, by what the machine took for such jobs so far: the audio that was new to the
/// recognizer, and a constant for what every request computes anyhow.
struct BatchPolicy: Sendable {
    /// What a request costs besides its new audio, in samples: 1 s.
    private static let overhead = 16_000
    /// The share of the newest measurement.
    private static let weight = 0.1

    let largest: Int
    let longest: Duration
    /// The time for a sample, by priority; nil before the first was measured.
    private var rates: [InferencePriority: Double] = [:]

    /// - Parameters:
    ///   - largest: the most jobs of a batch.
    ///   - longest: the time a batch of several jobs may take.
    init(largest: Int, longest: Duration) {
        self.largest = max(1, largest)
        self.longest = longest
    }

    /// How many of the ready jobs to take, most urgent first; all have one priority or are not due yet.
    func size(of ready: [InferenceJob], workers: Int) -> Int {
        guard let first = ready.first, !first.isCall else { return 1 }
        let share = (ready.count + workers - 1) / workers
        var time = Duration.zero
        let affordable = ready.prefix { job in
            time += expected(job)
            return !job.isCall && job.priority == first.priority && time <= longest
        }
        return max(1, min(largest, share, affordable.count))
    }

    /// How long a job takes, about; nothing before the first was measured.
    func expected(_ job: InferenceJob) -> Duration {
        .seconds((rates[job.priority] ?? 0) * Self.cost(of: job))
    }

    /// Learns from a batch's duration.
    mutating func learn(_ jobs: [InferenceJob], took duration: Duration) {
        guard let first = jobs.first, !first.isCall else { return }
        let rate = duration / .seconds(1) / jobs.reduce(0) { $0 + Self.cost(of: $1) }
        rates[first.priority] = rates[first.priority].map { $0 + Self.weight * (rate - $0) } ?? rate
    }

    /// The seconds of audio that the jobs' work is proportional to.
    static func seconds(of jobs: [InferenceJob]) -> Double {
        jobs.reduce(0) { $0 + cost(of: $1) } / 16_000
    }

    private static func cost(of job: InferenceJob) -> Double { Double(job.newAudio + overhead) }
}
