public import ArgumentParser
public import AudioInput
public import Logging
public import StenoServer
public import Transcription
public import Whisper

// The libraries know nothing of command lines: what may stand on one is said here.

extension SampleEncoding: ExpressibleByArgument {}
extension ForwardedField: ExpressibleByArgument {}
extension RecognitionTask: ExpressibleByArgument {}
extension ComputeType: ExpressibleByArgument {}
extension Log.Format: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
