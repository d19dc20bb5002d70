// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import WireText

/// JSON text: what is read is written so that it is read again as the same.
enum JSONTarget: FuzzTarget {
    static let name = "json"

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let value = try? JSONParser.parse(input) else { return }
        guard let text = try? value.json() else { preconditionFailure("no JSON") }
        precondition((try? JSONValue(parsing: text)) == value, "it is read as something else")
        precondition(value.shown.utf8.count <= 60)
    }

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        _ = try? JSONParser.parse(input)
        return input.count
    }
}
