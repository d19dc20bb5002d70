// SPDX-License-Identifier: Apache-2.0

extension StreamLog {
    /// A text that arrived.
    struct Text {
        /// On the run's clock.
        var time: Double
        /// What the server said.
        var text: ServerMessage.Text
    }

    /// The finals that hold words, in order.
    var finals: [Text] {
        arrivals.compactMap { arrival in
            guard case .final(let text) = arrival.message, !text.text.isBlank else { return nil }
            return Text(time: arrival.time, text: text)
        }
    }

    /// The partials that hold words, in order.
    var partials: [Text] {
        arrivals.compactMap { arrival in
            guard case .partial(let text) = arrival.message, !text.text.isBlank else { return nil }
            return Text(time: arrival.time, text: text)
        }
    }

    /// Whether the server took audio at all.
    var isAdmitted: Bool {
        if case .refused = outcome { return false }
        return audioStart != nil
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
