// SPDX-License-Identifier: Apache-2.0

import LoadTest
import Testing

/// Percentiles and trends.
struct DistributionTests {
    @Test func percentilesAreValuesThatOccurred() throws {
        let values = try #require(Distribution((1...200).map(Double.init).shuffled()))
        #expect(values.count == 200)
        #expect(values.p50 == 100)
        #expect(values.p95 == 190)
        #expect(values.p99 == 198)
        #expect(values.max == 200)
    }

    @Test func oneValueIsEveryPercentile() {
        let values = Distribution([3])
        #expect(values?.p50 == 3 && values?.p99 == 3)
        #expect(Distribution([]) == nil)
    }

    @Test func trendOfALine() throws {
        let trend = try #require(LinearTrend((0..<10).map { (Double($0), 5 + 2 * Double($0)) }))
        #expect(abs(trend.slope - 2) < 1e-9)
        #expect(trend.standardError < 1e-9)
    }

    @Test func scatterShowsInTheStandardError() throws {
        let flat = try #require(LinearTrend([(0, 1), (1, -1), (2, -1), (3, 1)]))
        #expect(abs(flat.slope) < 1e-9)
        #expect(abs(flat.standardError - (4.0 / 2 / 5).squareRoot()) < 1e-9)
        #expect(LinearTrend([(0, 1), (1, 2)]) == nil)
        #expect(LinearTrend([(1, 1), (1, 2), (1, 3)]) == nil)
    }
}
