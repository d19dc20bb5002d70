// SPDX-License-Identifier: Apache-2.0

/// The clock of a session: samples of 16 kHz mono.
package enum SampleClock {
    /// Samples a second.
    package static let rate = 16_000

    /// A count of samples in seconds, to the millisecond.
    package static func seconds(_ samples: Int) -> Double {
        (Double(samples) * 1000 / Double(Self.rate)).rounded() / 1000
    }
}
