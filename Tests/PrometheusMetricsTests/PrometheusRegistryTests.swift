// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Testing

@testable import PrometheusMetrics

/// The backend of swift-metrics.
struct PrometheusRegistryTests {
    private static func value(_ name: String, in registry: PrometheusRegistry) -> MetricValue? {
        registry.snapshot().first { $0.description.name == name }?.series.first?.value
    }

    @Test func everyKindKeepsItsValue() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a_total", factory: registry)
        counter.increment(by: 2)
        counter.increment()
        let seconds = FloatingPointCounter(label: "b_total", factory: registry)
        seconds.increment(by: 0.5)
        let meter = Meter(label: "c", factory: registry)
        meter.set(7)
        meter.decrement(by: 2.5)
        Gauge(label: "d", factory: registry).record(4)
        #expect(Self.value("a_total", in: registry) == .number(3))
        #expect(Self.value("b_total", in: registry) == .number(0.5))
        #expect(Self.value("c", in: registry) == .number(4.5))
        #expect(Self.value("d", in: registry) == .number(4))
    }

    @Test func aTimerCountsSecondsIntoTheDescribedBuckets() {
        let registry = PrometheusRegistry([MetricDescription("t_seconds", .histogram, "T.", bounds: [0.1, 1])])
        let timer = Timer(label: "t_seconds", factory: registry)
        for milliseconds in [100, 101, 5_000] { timer.recordMilliseconds(milliseconds) }
        #expect(Self.value("t_seconds", in: registry) == .distribution(counts: [1, 1, 1], sum: 5.201))
        let recorder = Recorder(label: "r", factory: registry)
        recorder.record(Double.nan)
        recorder.record(40)
        let counts = Array(repeating: 0, count: PrometheusRegistry.defaultBounds.count) + [1]
        #expect(Self.value("r", in: registry) == .distribution(counts: counts, sum: 40))
    }

    @Test func aSecondMeterOfTheNameCountsOn() {
        let registry = PrometheusRegistry()
        for _ in 0..<3 {
            Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
            Counter(label: "a_total", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        }
        #expect(registry.snapshot().first?.series.count == 1)
        #expect(Self.value("a_total", in: registry) == .number(6))
    }

    @Test func aNameHasOneKind() {
        let registry = PrometheusRegistry()
        Counter(label: "a", factory: registry).increment()
        Timer(label: "a", factory: registry).recordSeconds(1)
        Meter(label: "a", factory: registry).set(9)
        Counter(label: "no name", factory: registry).increment()
        #expect(registry.snapshot().count == 1)
        #expect(Self.value("a", in: registry) == .number(1))
    }

    @Test func labelsAreBounded() {
        let registry = PrometheusRegistry()
        for number in 0..<1_000 {
            Counter(label: "a_total", dimensions: [("session", "\(number)")], factory: registry).increment()
        }
        let series = registry.snapshot().first?.series ?? []
        #expect(series.count == PrometheusRegistry.maximumSeries + 1)
        #expect(series.contains(.init(labels: [MetricLabel("session", "other")], value: .number(900))))
    }

    @Test func countsOfManyTasksAddUp() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = FloatingPointCounter(label: "a_total", factory: registry)
                    let timer = Timer(label: "b", factory: registry)
                    for _ in 0..<10_000 {
                        counter.increment(by: 0.5)
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(Self.value("a_total", in: registry) == .number(40_000))
        guard case .distribution(let counts, _) = Self.value("b", in: registry) else {
            Issue.record("no histogram")
            return
        }
        #expect(counts.first == 80_000)
    }
}
