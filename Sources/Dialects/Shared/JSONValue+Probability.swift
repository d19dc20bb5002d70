// SPDX-License-Identifier: Apache-2.0

import WireText

extension JSONValue {
    /// A probability to three places.
    static func probability(_ value: Float) -> JSONValue { .number((Double(value) * 1_000).rounded() / 1_000) }
}
