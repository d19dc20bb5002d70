// SPDX-License-Identifier: Apache-2.0

import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Events of a client of the Realtime interface, one a line; each that changes the session is answered.
enum RealtimeTarget: FuzzTarget {
    static let name = "realtime"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        var configuration = RealtimeConfiguration(modelName: "base")
        for line in input.split(separator: UInt8(ascii: "\n")) {
            do {
                guard case .update(let session, _) = try RealtimeClientEvent(String(decoding: line, as: UTF8.self))
                else { continue }
                try configuration.apply(session, model: Self.model)
                _ = configuration.session
                Self.check(try configuration.json(id: "", expires: 0, form: .current).json())
            } catch let fault as RealtimeClientEvent.Fault {
                Self.check(try? RealtimeServerEvent.error(fault.error, about: fault.id).json(id: "").json())
            } catch {
                precondition("\(error)".utf8.count < 2_000)
            }
        }
    }

    private static func check(_ answer: String?) {
        guard let answer else { preconditionFailure("no JSON") }
        precondition(answer.utf8.count < 40_000, "an answer of \(answer.utf8.count) bytes")
    }
}
