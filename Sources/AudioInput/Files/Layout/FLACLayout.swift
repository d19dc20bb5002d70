// SPDX-License-Identifier: Apache-2.0

/// Where a FLAC file ends that another follows, as of a recorder that writes one after another.
enum FLACLayout {
    private static let name = Array("fLaC".utf8)

    /// The end of the file that begins at a byte; nil if it reaches to the end of what is there.
    static func end(of file: FileBytes, from start: Int) -> Int? {
        file.position(of: name, from: start + name.count) { position in
            // STREAMINFO comes first, of 34 bytes.
            file.read(8, at: position).map { $0[4] & 0x7F == 0 && $0[5...7] == [0, 0, 34] } ?? false
        }
    }
}
