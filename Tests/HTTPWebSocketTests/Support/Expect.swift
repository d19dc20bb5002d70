// SPDX-License-Identifier: Apache-2.0

import Testing

/// `#expect` for conditions that change a value while they are computed, which the macro cannot take.
func expect(
    _ condition: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(condition, comment, sourceLocation: sourceLocation)
}
