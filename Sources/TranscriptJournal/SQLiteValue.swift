// SPDX-License-Identifier: Apache-2.0

/// What a column of a row may hold.
enum SQLiteValue: Equatable, Sendable {
    case null
    case integer(Int)
    case text(String)

    var integer: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
