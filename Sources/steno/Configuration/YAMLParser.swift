// SPDX-License-Identifier: Apache-2.0

import CYAML

/// Reads a configuration file: a mapping of names to values and lists of values, by libyaml.
struct YAMLParser: ~Copyable {
    private enum Event {
        case text(String, isPlain: Bool)
        case list
        case mapping
        case end
        case alias
        case other
    }

    // libyaml keeps a pointer to it: it must not move.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let file: String
    /// The line of the newest event.
    private var line = 1

    private init(file: String) {
        self.file = file
        yaml_parser_initialize(parser)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The settings of a file.
    ///
    /// - Parameter file: its name, for messages.
    /// - Throws: ``CommandError`` with file and line.
    static func entries(of text: String, file: String) throws -> [YAMLEntry] {
        var bytes = Array(text.utf8)
        return try bytes.withUnsafeMutableBufferPointer { buffer in
            var parser = YAMLParser(file: file)
            yaml_parser_set_input_string(parser.parser, buffer.baseAddress, buffer.count)
            return try parser.document()
        }
    }

    private mutating func document() throws -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        while parser.pointee.state != YAML_PARSE_END_STATE {
            switch try next() {
            case .mapping where entries.isEmpty: try mapping(prefix: "", into: &entries)
            case .text("", _), .other, .end: break
            default: throw problem("it is not a list of names and values", remedy: "Write `name: value` on each line.")
            }
        }
        return entries
    }

    private mutating func mapping(prefix: String, into entries: inout [YAMLEntry]) throws {
        while true {
            let event = try next()
            if case .end = event { return }
            guard case .text(let name, _) = event else {
                throw problem("a name must be text", remedy: "Write `name: value` on each line.")
            }
            let (key, keyLine) = (prefix + name, line)
            if let before = entries.first(where: { $0.key == key }) {
                throw problem("\(key) is set again, after line \(before.line)", remedy: "Remove one of the two.")
            }
            switch try next() {
            case .mapping where prefix.count < 100: try mapping(prefix: key + "-", into: &entries)
            case .text(let text, let isPlain):
                // Nothing is no value.
                if isPlain, ["", "~", "null"].contains(text) { continue }
                entries.append(YAMLEntry(key: key, values: [text], isList: false, line: keyLine))
            case .list:
                entries.append(YAMLEntry(key: key, values: try list(of: key), isList: true, line: keyLine))
            default: throw problem("\(key) has a value of an unknown kind", remedy: "Give it text or a number.")
            }
        }
    }

    private mutating func list(of key: String) throws -> [String] {
        var values: [String] = []
        while true {
            switch try next() {
            case .text(let text, _): values.append(text)
            case .end: return values
            default: throw problem("\(key) has a value that is not text", remedy: "Give it a list of texts or numbers.")
            }
        }
    }

    private mutating func next() throws -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            line = parser.pointee.problem_mark.line + 1
            let reason = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
            throw problem("this is not YAML (\(reason))", remedy: "Look for a missing space, quote or indentation.")
        }
        defer { yaml_event_delete(&event) }
        line = event.start_mark.line + 1
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .text(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT: return .list
        case YAML_MAPPING_START_EVENT: return .mapping
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_ALIAS_EVENT: return .alias
        default: return .other
        }
    }

    private func problem(_ message: String, remedy: String) -> CommandError {
        CommandError("\(file), line \(line): \(message)", remedy: remedy)
    }
}
