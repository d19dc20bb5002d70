// SPDX-License-Identifier: Apache-2.0

/// What comes from a Wyoming client.
enum WyomingInput: Sendable, Equatable {
    case event(WyomingEvent)
    /// Bytes after which nothing can be read any longer.
    case fault(WyomingParser.Fault)
}
