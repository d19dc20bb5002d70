// SPDX-License-Identifier: Apache-2.0

import WireText

extension ParameterValue {
    /// The value of a field of a message.
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .integer(let integer): self = .number(Double(integer))
        case .number(let number): self = .number(number)
        case .text(let text): self = .text(text)
        case .list, .object: self = .other(json)
        }
    }
}
