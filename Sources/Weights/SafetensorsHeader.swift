// SPDX-License-Identifier: Apache-2.0

/// The JSON header of a safetensors file: a description for each tensor, and free text under `__metadata__`.
struct SafetensorsHeader: Decodable {
    var entries: [String: Entry] = [:]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys where key.stringValue != "__metadata__" {
            entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
    }

    /// One tensor's description; the offsets count from the end of the header.
    struct Entry: Decodable {
        var dtype: String
        var shape: [Int]
        var begin: Int
        var end: Int

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            dtype = try container.decode(String.self, forKey: .dtype)
            shape = try container.decode([Int].self, forKey: .shape)
            let offsets = try container.decode([Int].self, forKey: .offsets)
            guard offsets.count == 2 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .offsets, in: container, debugDescription: "not a beginning and an end")
            }
            (begin, end) = (offsets[0], offsets[1])
        }

        func type(of name: String, path: String) throws(WeightsError) -> ElementType {
            switch dtype {
            case "F32": return .float32
            case "F16": return .float16
            case "BF16": return .bfloat16
            case "I8": return .int8
            case "U8", "BOOL": return .uint8
            case "I16": return .int16
            case "I32": return .int32
            case "I64": return .int64
            default:
                throw WeightsError(
                    .unsupported, "\(path): \(name) is of the type \(dtype), which is not supported",
                    remedy: "Use a model stored as F32, F16 or BF16")
            }
        }

        /// Where the data lies in the file, if the header's end lies at `base`.
        func range(of name: String, after base: Int, path: String) throws(WeightsError) -> Range<Int> {
            let (first, firstOverflow) = begin.addingReportingOverflow(base)
            let (last, lastOverflow) = end.addingReportingOverflow(base)
            guard begin >= 0, begin <= end, !firstOverflow, !lastOverflow else {
                throw .damaged(path, "\(name) has impossible offsets \(begin) and \(end)")
            }
            return first..<last
        }
    }

    /// Any text is a key.
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
