// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import PrometheusMetrics
import SessionRuntime
import TranscriptJournal
import Transcription

/// `/metrics`: all that is known, as text for Prometheus.
struct MetricsEndpoint: Sendable {
    /// What the server counts.
    let registry: PrometheusRegistry
    let model: ServedModel
    /// What the inference pool counts; nil where there is none.
    let statistics: @Sendable () -> InferenceStatistics?
    /// How the journal does; nil where there is none.
    let journal: @Sendable () -> JournalStatus?
    private let process = ProcessMetrics()

    init(
        registry: PrometheusRegistry, model: ServedModel, statistics: @escaping @Sendable () -> InferenceStatistics?,
        journal: @escaping @Sendable () -> JournalStatus? = { nil }
    ) {
        self.registry = registry
        self.model = model
        self.statistics = statistics
        self.journal = journal
    }

    /// The values of this moment.
    func response() -> Response {
        let text = PrometheusText.encode(self.families())
        return Response(
            status: .ok,
            headers: [.contentType: PrometheusText.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func families() -> [MetricFamily] {
        let counted = self.registry.snapshot()
        let info = MetricDescription("steno_model_info", .gauge, "The model that is served, as labels; always 1.")
        let compute = self.model.computeType.map { [MetricLabel("compute", $0)] } ?? []
        let labels = compute + [MetricLabel("model", self.model.name)]
        let inference = self.statistics().map { statistics in
            InferenceMetrics.families(statistics, audioSeconds: Self.audioSeconds(counted))
        }
        return [MetricFamily(info, 1, labels: labels)] + counted + (inference ?? []) + (self.journal()?.families ?? [])
            + self.process.families(fileLimit: FileDescriptors.limit)
    }

    private static func audioSeconds(_ families: [MetricFamily]) -> Double {
        let series = families.first { $0.description.name == "steno_audio_seconds_total" }?.series.first
        if case .number(let seconds) = series?.value { return seconds }
        return 0
    }
}
