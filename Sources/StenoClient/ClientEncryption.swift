// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOSSL

/// TLS as a client speaks it: 1.2 or newer, and only with a server whose certificate is trusted and bears its name.
struct ClientEncryption: Sendable {
    private let context: NIOSSLContext

    /// - Parameter authorities: a PEM file with the certificates to trust; nil for the system's.
    /// - Throws: ``StenoClientError`` with `untrusted`.
    init(authorities: String?) throws(StenoClientError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // A server that has closed the WebSocket has said all; its close_notify is not worth waiting for.
        configuration.shutdownTimeout = .seconds(1)
        if let authorities {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(authorities) else {
                throw StenoClientError(
                    .untrusted, "\(authorities) holds no certificates in PEM form", remedy: "Check its path")
            }
            configuration.trustRoots = .certificates(certificates)
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw StenoClientError(.untrusted, "The trusted certificates cannot be used: \(error)")
        }
    }

    /// What encrypts a connection to a host; an address of numbers has no name to ask for, and is looked for in the certificate as it is.
    func makeHandler(for host: String) throws -> NIOSSLClientHandler {
        let isName = (try? SocketAddress(ipAddress: host, port: 0)) == nil
        return try NIOSSLClientHandler(context: context, serverHostname: isName ? host : nil)
    }

    /// Explains why a connection could not be encrypted; nil for an error of another kind.
    static func explaining(_ error: any Error, url: String) -> StenoClientError? {
        guard error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError else { return nil }
        let reason = "\(error)"
        if reason.contains("WRONG_VERSION_NUMBER") {
            return StenoClientError(
                .protocolViolation, "\(url) does not speak TLS",
                remedy: "Use ws:// instead of wss://, or check the port")
        }
        return StenoClientError(
            .untrusted, "The certificate of \(url) is not trusted, or is another host's",
            remedy: "Use the name in it, and give the authority's certificate if the system does not know it")
    }
}
