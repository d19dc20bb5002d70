// SPDX-License-Identifier: Apache-2.0

internal import CArchive

/// Takes files out of wheels (zip) and source distributions (tar.gz) by libarchive.
struct Archive {
    /// The archive's own path.
    let path: String

    /// A file inside the archive, and where it goes.
    struct Member {
        /// The path inside the archive.
        var name: String
        /// The size in bytes that it should have; one that is larger is not unpacked further.
        var bytes: Int
        /// The path to write it to.
        var destination: String
    }

    /// Writes `members` to their destinations, in one pass over the archive.
    func extract(_ members: [Member]) throws {
        guard let reader = archive_read_new() else { throw ModelStoreError(.cannotWrite, "Out of memory") }
        defer { archive_read_free(reader) }
        archive_read_support_format_zip(reader)
        archive_read_support_format_tar(reader)
        archive_read_support_filter_gzip(reader)
        guard archive_read_open_filename(reader, path, 1 << 20) == ARCHIVE_OK else { throw damaged(reader) }
        var wanted = members
        while !wanted.isEmpty {
            var entry: OpaquePointer?
            let result = archive_read_next_header(reader, &entry)
            if result == ARCHIVE_EOF { break }
            guard result >= ARCHIVE_WARN, let entry else { throw damaged(reader) }
            guard let name = archive_entry_pathname_utf8(entry).map({ String(cString: $0) }),
                let index = wanted.firstIndex(where: { $0.name == name })
            else { continue }
            try write(wanted.remove(at: index), from: reader)
        }
        if let missing = wanted.first {
            throw ModelStoreError(.damagedDownload, "\(fileName) does not hold \(missing.name)")
        }
    }

    private func write(_ member: Member, from reader: OpaquePointer) throws {
        let writer = try FileWriter(member.destination, appending: false)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while true {
            let count = archive_read_data(reader, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw damaged(reader) }
            if count == 0 { break }
            total += count
            guard total <= member.bytes else {
                throw ModelStoreError(.damagedDownload, "\(member.name) in \(fileName) is larger than it should be")
            }
            try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try writer.close()
    }

    private var fileName: String {
        String(path.split(separator: "/").last ?? "")
    }

    private func damaged(_ reader: OpaquePointer) -> ModelStoreError {
        let reason = archive_error_string(reader).map { String(cString: $0) } ?? "not an archive"
        return ModelStoreError(.damagedDownload, "Cannot unpack \(fileName): \(reason)")
    }
}
