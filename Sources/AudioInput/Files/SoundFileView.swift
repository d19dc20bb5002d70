// SPDX-License-Identifier: Apache-2.0

import CSndFile

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A span of a file as libsndfile sees it: from its beginning, with the corrections in place.
///
/// Unchecked because of the position: it belongs to one reader, which is not copied, so that it never has two users.
final class SoundFileView: @unchecked Sendable {
    private let file: FileBytes
    private let span: SoundFileSpan
    private var position = 0

    init(_ file: FileBytes, _ span: SoundFileSpan) {
        self.file = file
        self.span = span
    }

    /// Opens the span; the view must live as long as what is opened.
    func open(_ info: inout SF_INFO) -> OpaquePointer? {
        var functions = SF_VIRTUAL_IO(
            get_filelen: { sf_count_t(SoundFileView.from($0).span.range.count) },
            seek: { SoundFileView.from($2).seek($0, $1) },
            read: { SoundFileView.from($2).read($0, $1) },
            // Never asked of what is only read.
            write: { _, _, _ in 0 },
            tell: { sf_count_t(SoundFileView.from($0).position) })
        return sf_open_virtual(&functions, Int32(SFM_READ), &info, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func from(_ client: UnsafeMutableRawPointer?) -> SoundFileView {
        Unmanaged.fromOpaque(client!).takeUnretainedValue()
    }

    private func seek(_ offset: sf_count_t, _ origin: Int32) -> sf_count_t {
        let base =
            switch origin {
            case SEEK_SET: 0
            case SEEK_CUR: position
            default: span.range.count
            }
        let target = base.addingReportingOverflow(Int(offset))
        guard !target.overflow, target.partialValue >= 0 else { return -1 }
        position = target.partialValue
        return sf_count_t(position)
    }

    private func read(_ buffer: UnsafeMutableRawPointer?, _ count: sf_count_t) -> sf_count_t {
        guard let buffer, position < span.range.count else { return 0 }
        let start = span.range.lowerBound + position
        let read = file.read(min(Int(count), span.range.upperBound - start), at: start, into: buffer)
        for correction in span.corrections {
            for (index, byte) in correction.bytes.enumerated() {
                let place = correction.position + index - start
                if (0..<read).contains(place) { buffer.storeBytes(of: byte, toByteOffset: place, as: UInt8.self) }
            }
        }
        position += read
        return sf_count_t(read)
    }
}
