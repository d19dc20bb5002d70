// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A server's certificate cannot be used.
public struct TLSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with it.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A file cannot be read.
        public static let unreadableFile = Code(rawValue: "unreadable_file")
        /// The certificate's file holds none.
        public static let invalidCertificate = Code(rawValue: "invalid_certificate")
        /// The key's file holds none, or one with a passphrase.
        public static let invalidKey = Code(rawValue: "invalid_key")
        /// The key is another certificate's.
        public static let keyMismatch = Code(rawValue: "key_mismatch")
    }

    /// What is wrong with it.
    public let code: Code
    /// The same in words, with the files' names and never their contents.
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

    static func unreadable(_ path: String, errno number: Int32) -> TLSError {
        let reason = String(cString: strerror(number)).lowercased()
        return TLSError(
            .unreadableFile, "\(path) cannot be read: \(reason)",
            remedy: number == EACCES
                ? "Let the user that runs Steno read it" : "Check --tls-certificate and --tls-key")
    }

    static func notPlain(_ path: String) -> TLSError {
        TLSError(
            .unreadableFile, "\(path) is not a plain file, or too large",
            remedy: "Check --tls-certificate and --tls-key")
    }

    static func invalidCertificate(_ path: String) -> TLSError {
        TLSError(
            .invalidCertificate, "\(path) holds no certificate in PEM form",
            remedy: "Give the file that begins with BEGIN CERTIFICATE, usually fullchain.pem")
    }

    static func invalidKey(_ path: String) -> TLSError {
        TLSError(
            .invalidKey, "\(path) holds no private key in PEM form, or one with a passphrase",
            remedy: "Give the file that begins with BEGIN PRIVATE KEY, usually privkey.pem")
    }

    static func keyMismatch(_ settings: TLSSettings) -> TLSError {
        TLSError(
            .keyMismatch, "The key in \(settings.key) is not that of the certificate in \(settings.certificate)",
            remedy: "Give the two files that were made together")
    }
}
