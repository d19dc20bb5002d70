// SPDX-License-Identifier: Apache-2.0

import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The server cannot start.
public struct ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Another program listens on the port.
        public static let portInUse = Code(rawValue: "port_in_use")
        /// This user may not listen on the port.
        public static let notPermitted = Code(rawValue: "not_permitted")
        /// The host is not an address of this machine.
        public static let unknownHost = Code(rawValue: "unknown_host")
        /// Without keys, others than this machine's own programs could use the server.
        public static let openToAll = Code(rawValue: "open_to_all")
    }

    /// What kind of failure it is.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String

    /// Message and remedy in plain words.
    public var description: String { "\(self.message). \(self.remedy)." }

    private init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Explains why an address cannot be listened on; nil for an error of another kind.
    static func explaining(_ error: any Error, host: String, port: Int, option: String = "--port") -> ServerError? {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            ServerError(
                .portInUse, "Port \(port) on \(host) is already in use",
                remedy: "Stop the program that uses it, or choose another with \(option) (0 for any free one)")
        case EACCES:
            ServerError(
                .notPermitted, "Listening on port \(port) is not permitted",
                remedy: "Choose a port above 1023 with \(option)")
        case EADDRNOTAVAIL, EAFNOSUPPORT:
            Self.unknown(host)
        default:
            error is SocketAddressError || error is SocketAddressError.UnknownHost ? Self.unknown(host) : nil
        }
    }

    /// A server that would let anybody in, which nobody asked for.
    static func openToAll(host: String) -> ServerError {
        ServerError(
            .openToAll, "Listening on \(host) without API keys would let anyone use this server",
            remedy: "Create a key with `steno keys create NAME --keys FILE` and serve with --keys FILE, or add "
                + "--allow-anonymous if that is intended")
    }

    static let wyomingWithoutKeys = ServerError(
        .openToAll, "Wyoming's clients have no keys, which this server requires of all others",
        remedy: "Name those that may connect with --wyoming-allow RANGE, such as 192.168.1.0/24")

    private static func unknown(_ host: String) -> ServerError {
        ServerError(
            .unknownHost, "\(host) is not an address of this machine",
            remedy: "Choose another with --host, such as 127.0.0.1 or 0.0.0.0")
    }
}
