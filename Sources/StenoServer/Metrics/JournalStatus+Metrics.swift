// SPDX-License-Identifier: Apache-2.0

import PrometheusMetrics
import TranscriptJournal

extension JournalStatus {
    /// All of it for the metrics.
    var families: [MetricFamily] {
        [
            MetricFamily(
                MetricDescription("steno_journal_up", .gauge, "1 if the journal can be written, else 0."),
                self.isFailing ? 0 : 1),
            MetricFamily(
                MetricDescription("steno_journal_waiting", .gauge, "Changes of the journal that wait to be written."),
                Double(self.waiting)),
            MetricFamily(
                MetricDescription(
                    "steno_journal_lost_total", .counter,
                    "Changes of the journal that are lost: too many waited, or they could never be written."),
                Double(self.lost)),
            MetricFamily(
                MetricDescription(
                    "steno_journal_replaced_total", .counter,
                    "How often the journal's file was deleted, replaced or cut while the server ran."),
                Double(self.replacements)),
        ]
    }
}
