// SPDX-License-Identifier: Apache-2.0

import CArchive

@testable import ModelStore

/// Makes small archives in memory.
enum TestArchive {
    enum Format {
        case zip
        case tarGzip
    }

    static func make(_ format: Format, _ members: [(name: String, content: [UInt8])]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var used = 0
        let writer = archive_write_new()
        switch format {
        case .zip: archive_write_set_format_zip(writer)
        case .tarGzip:
            archive_write_set_format_pax_restricted(writer)
            archive_write_add_filter_gzip(writer)
        }
        bytes.withUnsafeMutableBytes { buffer in
            archive_write_open_memory(writer, buffer.baseAddress, buffer.count, &used)
            for member in members {
                let entry = archive_entry_new()
                archive_entry_set_pathname(entry, member.name)
                archive_entry_set_size(entry, Int64(member.content.count))
                archive_entry_set_filetype(entry, UInt32(0o100000))
                archive_entry_set_perm(entry, 0o644)
                archive_write_header(writer, entry)
                _ = archive_write_data(writer, member.content, member.content.count)
                archive_entry_free(entry)
            }
            archive_write_close(writer)
        }
        archive_write_free(writer)
        return Array(bytes[..<used])
    }
}
