// SPDX-License-Identifier: Apache-2.0

import Configuration
import Spelling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A configuration file in YAML, as a source of settings.
struct ConfigurationFile: ConfigSnapshot {
    /// Its path, for messages.
    let path: String
    let entries: [YAMLEntry]

    var providerName: String { path }

    /// Reads a file.
    ///
    /// - Throws: ``CommandError`` if it cannot be read, or is no YAML of names and values.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(
                "The configuration file \(path) cannot be read",
                remedy: "Check the path given by --config or STENO_CONFIG, and who may read it.")
        }
        try self.init(text: String(decoding: data, as: UTF8.self), path: path)
    }

    /// Takes a file's text.
    init(text: String, path: String) throws {
        self.path = path
        entries = try YAMLParser.entries(of: text, file: path)
    }

    /// Checks that every name is known.
    ///
    /// - Throws: ``CommandError`` for the first that is not, with the nearest that is.
    func check(names: [String]) throws {
        guard let entry = entries.first(where: { !names.contains($0.key) }) else { return }
        throw CommandError(
            "\(path), line \(entry.line): there is no setting \(entry.key)", remedy: Self.remedy(entry.key, names))
    }

    private static func remedy(_ key: String, _ names: [String]) -> String {
        // sample_rate and sampleRate are sample-rate to someone in a hurry.
        let plain = key.flatMap { $0.isUppercase ? "-\($0.lowercased())" : $0 == "_" ? "-" : "\($0)" }
        guard let nearest = Nearest.word(to: String(plain), among: names, within: max(2, plain.count / 3)) else {
            return "`steno serve --print-config` lists all settings."
        }
        return "Did you mean \(nearest.word)?"
    }

    func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        let name = key.components.joined(separator: "-")
        guard let entry = entries.first(where: { $0.key == name }) else {
            return LookupResult(encodedKey: name, value: nil)
        }
        return LookupResult(encodedKey: name, value: ConfigValue(try content(of: entry, as: type), isSecret: false))
    }

    private func content(of entry: YAMLEntry, as type: ConfigType) throws -> ConfigContent {
        if type == .stringArray { return .stringArray(entry.values) }
        guard !entry.isList, let text = entry.values.first else { throw problem(entry, "a single value, not a list") }
        switch type {
        case .string: return .string(text)
        case .bool:
            switch text.lowercased() {
            case "true", "yes", "on": return .bool(true)
            case "false", "no", "off": return .bool(false)
            default: throw problem(entry, "true or false, not \(text)")
            }
        case .int:
            guard let number = Int(text) else { throw problem(entry, "a whole number, not \(text)") }
            return .int(number)
        case .double:
            guard let number = Double(text) else { throw problem(entry, "a number, not \(text)") }
            return .double(number)
        case .bytes: return .bytes(Array(text.utf8))
        case .stringArray, .intArray, .doubleArray, .boolArray, .byteChunkArray:
            throw problem(entry, "a list of texts")
        }
    }

    private func problem(_ entry: YAMLEntry, _ wanted: String) -> CommandError {
        CommandError("\(path), line \(entry.line): \(entry.key) takes \(wanted)", remedy: "Correct it there.")
    }
}
