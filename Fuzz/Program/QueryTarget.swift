// SPDX-License-Identifier: Apache-2.0

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// The query of a Steno handshake.
enum QueryTarget: FuzzTarget {
    static let name = "query"
    private static let model = ServedModel(name: "base", languages: ["en"], computeType: nil)

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let query = HTTPQuery.parse(String(decoding: input, as: UTF8.self))
        do {
            if let request = try ResumeRequest(query: query) {
                precondition(request.lastEvent >= 0)
            } else {
                var configuration = StenoConfiguration()
                try configuration.apply(query, model: Self.model)
                MessageTarget.check(configuration)
            }
        } catch {
            MessageTarget.check(.error(error))
        }
    }
}
