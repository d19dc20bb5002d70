// SPDX-License-Identifier: Apache-2.0

/// The files of a server's certificate.
public struct TLSSettings: Sendable, Equatable {
    /// The path of a PEM file with the certificate, followed by the intermediate ones that lead to its authority.
    public var certificate: String
    /// The path of a PEM file with the certificate's private key, without a passphrase.
    public var key: String

    /// Makes settings.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
