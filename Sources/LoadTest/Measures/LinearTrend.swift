// SPDX-License-Identifier: Apache-2.0

/// The straight line through points, by least squares.
public struct LinearTrend: Sendable, Hashable, Encodable {
    /// How much y grows with each unit of x.
    public var slope: Double
    /// The standard error of the slope, if the points scatter independently about the line.
    public var standardError: Double

    private enum CodingKeys: String, CodingKey {
        case slope
        case standardError = "standard_error"
    }

    /// The trend of points; nil for fewer than three, or if all have the same x.
    public init?(_ points: [(x: Double, y: Double)]) {
        guard points.count > 2 else { return nil }
        let count = Double(points.count)
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        guard spread > 0 else { return nil }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
        let residual = points.reduce(0) { sum, point in
            let error = point.y - meanY - slope * (point.x - meanX)
            return sum + error * error
        }
        self.slope = slope
        standardError = (residual / (count - 2) / spread).squareRoot()
    }

    /// The trend with y in another unit.
    public func scaled(by factor: Double) -> LinearTrend {
        var trend = self
        trend.slope *= factor
        trend.standardError *= abs(factor)
        return trend
    }
}
