// SPDX-License-Identifier: Apache-2.0

/// A part of Steno that takes bytes from strangers.
protocol FuzzTarget: SendableMetatype {
    /// What it is called on the command line; its seeds are in the folder of that name.
    static var name: String { get }

    /// Gives it one input. Whatever it must never do ends the process.
    static func run(_ input: UnsafeBufferPointer<UInt8>)

    /// What a server does with the input, and no more: its cost is measured.
    /// - Returns: how many bytes the input is worth; more than it has where it stands for much audio.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int
}

extension FuzzTarget {
    /// Messages that are lines: to be read from a socket and answered, each may cost as much as a KB by itself.
    static func worth(ofLines input: UnsafeBufferPointer<UInt8>) -> Int {
        input.count + 1024 * input.count { $0 == UInt8(ascii: "\n") }
    }

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return input.count
    }
}
