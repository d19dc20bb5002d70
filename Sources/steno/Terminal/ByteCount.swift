// SPDX-License-Identifier: Apache-2.0

/// Amounts of bytes in words.
enum ByteCount {
    /// For example `151 MB` or `1.6 GB`, in powers of ten as disks and downloads are sold.
    static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<999_500: "\((bytes + 500) / 1_000) kB"
        case ..<999_500_000: "\((bytes + 500_000) / 1_000_000) MB"
        default: "\(decimal((bytes + 50_000_000) / 100_000_000)) GB"
        }
    }

    private static func decimal(_ tenths: Int) -> String {
        "\(tenths / 10).\(tenths % 10)"
    }
}
