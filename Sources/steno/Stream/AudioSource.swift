// SPDX-License-Identifier: Apache-2.0

/// Audio in pieces.
protocol AudioSource: Sendable {
    /// The next bytes when they are due; empty when there are none yet, nil at the end.
    mutating func next() async throws -> [UInt8]?
}
