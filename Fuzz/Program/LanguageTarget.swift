// SPDX-License-Identifier: Apache-2.0

import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// The name of a language, as clients of every dialect may write it.
enum LanguageTarget: FuzzTarget {
    static let name = "languages"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr", "yue"])

    /// The text is looked up by the table itself and by three dialects.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return 4 * input.count
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let text = ReceivedText.decode(input)
        do {
            let code = try LanguageTag.code(of: text, among: LanguageTag.allCodes)
            precondition(code.map(LanguageTag.allCodes.contains) ?? true)
        } catch {
            precondition(error.description.utf8.count < 400)
        }
        let setting = Setting(name: "language", value: .text(text))
        if let choice = try? setting.language(of: Self.model) {
            let codes = [choice.code].compactMap(\.self) + choice.detection.candidates
            precondition(codes.allSatisfy(Self.model.languages.contains) && Set(codes).count == codes.count)
        }
        do {
            _ = try OpenAILanguage.choice([text], of: Self.model, param: "language")
        } catch {
            precondition(error.message.utf8.count < 1_000)
        }
        _ = try? DeepgramOptions(query: [("language", .text(text))], model: Self.model)
    }
}
