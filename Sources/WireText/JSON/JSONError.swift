// SPDX-License-Identifier: Apache-2.0

/// A text that cannot be read as JSON.
package enum JSONError: Error, Equatable, CustomStringConvertible {
    case malformed
    /// Lists and objects lie in one another more deeply than any client needs.
    case tooDeep
    /// It holds more values than any client needs.
    case tooMany
    /// Its objects have more names than any client needs.
    case tooManyNames

    /// What is wrong and what to do about it, in plain words.
    package var description: String {
        switch self {
        case .malformed: "The text is not JSON. Check its quotes, commas and brackets."
        case .tooDeep: "The JSON is nested too deeply. Use at most \(JSONParser.deepest) levels."
        case .tooMany: "The JSON has too many values. Use at most \(JSONParser.mostValues)."
        case .tooManyNames: "The JSON has too many names. Use at most \(JSONParser.mostNames)."
        }
    }
}
