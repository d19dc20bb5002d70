// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import AudioInput
public import Logging
public import ServerAccess
public import Transcription
public import Whisper

// The libraries know nothing of command lines: what may stand on one is said here.

extension ForwardedField: ExpressibleByArgument {}
extension RecognitionTask: ExpressibleByArgument {}
extension ComputeType: ExpressibleByArgument {}
extension Log.Format: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}

extension SampleEncoding {
    /// Samples by their name, or by one that others have for them.
    init(argument: String) throws {
        if let samples = AudioEncoding(spelled: argument)?.samples {
            self = samples
        } else {
            let hint = AudioEncoding.suggestion(for: argument)?.samples.map { ": did you mean \($0)?" } ?? "."
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There are no samples of the kind \(argument)\(hint) Give one of \(known).")
        }
    }
}
