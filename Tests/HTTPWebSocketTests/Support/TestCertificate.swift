// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A self-signed certificate for localhost in a folder of its own, made by openssl.
struct TestCertificate {
    let folder: URL

    var chain: String { folder.appending(path: "chain.pem").path }
    var key: String { folder.appending(path: "key.pem").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try renew()
    }

    /// Makes another certificate and key in place of the first.
    func renew() throws {
        try Self.openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", key, "-out", chain,
            ])
    }

    /// The path of the key with a passphrase, as no server can use it.
    func lockedKey() throws -> String {
        let locked = folder.appending(path: "locked.pem").path
        try Self.openssl(["pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", locked])
        return locked
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    struct Failure: Error {
        let arguments: [String]
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
    }
}
