// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import ModelStore

/// A folder that is gone after use.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/steno-store-XXXXXX\0".utf8CString)
    let path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    defer { try? FileSystem.remove(path) }
    try body(path)
}

/// Writes a file, with its folder.
func write(_ bytes: [UInt8], to path: String) throws {
    try FileSystem.makeFolder(FileSystem.parentFolder(of: path))
    let writer = try FileWriter(path, appending: false)
    try bytes.withUnsafeBytes { try writer.write($0) }
    try writer.close()
}

/// Reads a whole file.
func contents(of path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try FileSystem.read(path) { bytes.append(contentsOf: $0) }
    return bytes
}

/// The SHA-256 of some bytes, in hexadecimal.
func sha256(_ bytes: [UInt8]) throws -> String {
    var text = ""
    try withTemporaryFolder { folder in
        try write(bytes, to: "\(folder)/file")
        if case .sha256(let digest) = try Digest.sha256("").ofFile(at: "\(folder)/file") { text = digest }
    }
    return text
}
