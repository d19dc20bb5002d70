import NIOCore
import NIOSSL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a server's certificate files hold, ready for connections.
struct CertificateFiles {
    let context: NIOSSLContext
    /// When the certificate expires.
    let expiry: Date

    /// Reads the files and checks that they belong together.
    init(_ settings: TLSSettings) throws(TLSError) {
        for path in [settings.certificate, settings.key] { try Self.requireReadable(path) }
        guard let chain = try? NIOSSLCertificate.fromPEMFile(settings.certificate), let leaf = chain.first else {
            throw TLSError.invalidCertificate(settings.certificate)
        }
        guard let key = try? NIOSSLPrivateKey(file: settings.key, format: .pem) else {
            throw TLSError.invalidKey(settings.key)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // How long to wait for a peer's close_notify: with NIO's 5 s, peers that send none hold up the end of the server.
        configuration.shutdownTimeout = .seconds(1)
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw TLSError.keyMismatch(settings)
        }
        self.context = context
        self.expiry = Date(timeIntervalSince1970: Double(leaf.notValidAfter))
    }

    private static func requireReadable(_ path: String) throws(TLSError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TLSError.unreadable(path, errno: errno) }
        close(descriptor)
    }
}
