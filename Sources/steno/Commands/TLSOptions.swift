// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPWebSocket
import StenoServer

/// Options of a server that speaks TLS itself.
struct TLSOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Serve https and wss with this certificate, in PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key, in PEM. SIGHUP reloads both.", valueName: "file"))
    var tlsKey: String?

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
    }

    /// The certificate; nil when the server speaks plain HTTP.
    func certificate() throws -> ServerCertificate? {
        guard let tlsCertificate, let tlsKey else { return nil }
        return try ServerCertificate(TLSSettings(certificate: tlsCertificate, key: tlsKey))
    }
}
