// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Levels.
enum Decibels {
    /// What samples are multiplied by to be so many decibels louder.
    static func factor(_ decibels: Float) -> Float { exp2(decibels / 6.020_6) }
}
