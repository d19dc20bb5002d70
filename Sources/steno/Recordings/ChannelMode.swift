// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What becomes of a recording's channels.
enum ChannelMode: String, CaseIterable, ExpressibleByArgument {
    /// They are averaged.
    case mix
    /// Each is transcribed by itself.
    case apart
}
