// SPDX-License-Identifier: Apache-2.0

/// An error by which a WebSocket handshake is rejected, and counted in `steno_sessions_refused_total`.
package protocol CountedRejection: Error {
    /// Why, one of few: the error's code as the client receives it.
    var reason: String { get }
}
