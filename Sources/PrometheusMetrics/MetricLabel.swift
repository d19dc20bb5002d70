// SPDX-License-Identifier: Apache-2.0

/// A name and a value that tell the series of a metric apart.
package struct MetricLabel: Sendable, Hashable, Comparable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}
