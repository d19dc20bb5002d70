// SPDX-License-Identifier: Apache-2.0

import CFuzzer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `fuzz TARGET [libFuzzer's options and folders]`: throws bytes at one part of Steno until something breaks.
/// `fuzz TARGET --cost SECONDS SEEDS FOUND`: looks for inputs that take it too long.
@main
enum Fuzz {
    // The callback is a C function, which can capture nothing.
    nonisolated(unsafe) private static var target: any FuzzTarget.Type = FrameTarget.self

    static let targets: [any FuzzTarget.Type] = [
        FrameTarget.self, ConnectionTarget.self, MessageTarget.self, QueryTarget.self, FieldTarget.self,
        KeyTarget.self, SafetensorsTarget.self, CTranslate2Target.self, ONNXTarget.self, TorchTarget.self,
        RecordingTarget.self, PCMTarget.self, LiveAudioTarget.self, WyomingTarget.self, DialectTarget.self,
        JSONTarget.self, RealtimeTarget.self, DeepgramTarget.self, FormTarget.self, PromptTarget.self,
        LanguageTarget.self,
    ]

    static func main() {
        guard CommandLine.argc > 1, let target = Self.targets.first(where: { $0.name == CommandLine.arguments[1] })
        else {
            print("usage: fuzz TARGET [options]; targets: \(Self.targets.map { $0.name }.joined(separator: " "))")
            exit(64)
        }
        Self.target = target
        if CommandLine.argc > 2, CommandLine.arguments[2] == "--cost" { exit(Self.measure(target)) }
        // The program's name, and what comes after the target's.
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        arguments?.pointee = CommandLine.unsafeArgv.pointee
        var count = CommandLine.argc - 1
        exit(LLVMFuzzerRunDriver(&count, &arguments) { data, size in Fuzz.run(data, size) })
    }

    private static func measure(_ target: any FuzzTarget.Type) -> CInt {
        guard CommandLine.argc == 6, let seconds = Double(CommandLine.arguments[3]) else {
            print("usage: fuzz TARGET --cost SECONDS FOLDER-OF-SEEDS FOLDER-FOR-WHAT-IS-FOUND")
            return 64
        }
        var run = CostRun(target: target, seeds: InputFile.all(in: CommandLine.arguments[4]))
        let isCheap = run.go(seconds: seconds, saving: CommandLine.arguments[5])
        return isCheap ? 0 : 1
    }

    static func run(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
        Self.target.run(UnsafeBufferPointer(start: data, count: size))
        return 0
    }
}

/// libFuzzer's own main, which comes along with it, wants a function of this name.
@_cdecl("LLVMFuzzerTestOneInput")
func run(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt { Fuzz.run(data, size) }
