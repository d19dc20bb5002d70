import ArgumentParser
import LoadTest
import ModelStore
import VoiceActivity

/// `steno bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Put a load of live streams on a server, and measure how well it keeps up.",
        discussion: """
            steno bench --manifest speech/manifest.tsv --streams 8
            steno bench --manifest speech/manifest.tsv --find-capacity --json capacity.json
            steno bench --manifest recordings/ --dialect deepgram --url ws://127.0.0.1:8000

            Every stream is a session of its own that plays recordings, one after another in an order of its own, at the
            pace of speech: a message when its last sample has been spoken. Times are taken on a clock that nobody sets,
            while all streams play at once; what comes before the last start and after the first end does not count.

            A manifest is a tab-separated file whose header names the columns file (relative to the manifest) and text;
            or a folder with NAME.wav, NAME.flac, … and the words of each in NAME.txt.

            What is measured
              word error rate   All finals of a stream against all texts it played: lower case, no punctuation, numbers
                                as words. Words replaced, inserted and left out, over words said.
              lost finals       Recordings of which no final holds a word, by the times of the finals or else by words.
              last words lost   Recordings whose last final came before their speech ended.
              erased words      Words that partials and finals took back, for each word of the finals (normalized
                                erasure). Unstable partials: only those that a later partial took back.
              first text        From the onset of speech in a recording to its first partial, or final.
              between partials  While somebody speaks, in speech of 2 s and more. The last gap counts if the end of the
                                speech already made it longer than the one before; speech without partials is one gap.
              partial behind    Arrival of a partial less the end of the audio that it covers, where the server tells.
              final             From the true end of speech to the final that tells the end of the recording. The true
                                end is where a voice activity detector (Silero, 32 ms windows) hears the last speech in
                                the recording by itself: silence at its end is none of the server's merit. The silence
                                by which the server notices the end is part of the time.
              growth of lag     Straight line through the lags of all partials, with its standard error.
              server            Processor time and resident memory of its process on this machine: the one that
                                listens at the address, or that of --server-pid.
              generator         How late frames were sent. If that is more than 50 ms at the 99th percentile, the
                                generator had too little of the machine, and the times say little about the server.

            --find-capacity doubles the streams until a limit is broken, then halves the distance until it knows the
            answer to one in sixteen. Limits: the median between partials, the 95th percentile of the final, no session
            refused or broken off, no final lost. Ctrl-C ends a run and shows what was measured; again, it quits.
            """
    )

    @OptionGroup(title: "The server") var server: BenchServerOptions
    @OptionGroup(title: "The load") var load: BenchLoadOptions
    @OptionGroup(title: "The search") var search: BenchSearchOptions

    @Option(help: ArgumentHelp("Write all figures to a file as JSON.", valueName: "file"))
    var json: String?

    func run() async throws {
        // What is wrong with the speech is told before anybody is bothered.
        let manifest = try SpeechManifest(path: load.manifest, only: load.only)
        let model = try Self.voiceActivity()
        let process = try server.process()
        let generator = try LoadGenerator(
            target: server.target, settings: load.settings, manifest: manifest, voiceActivity: model, process: process)
        let bench = Bench(generator: generator, command: self, recordings: manifest.entries.count)
        if search.findCapacity {
            try await bench.findCapacity()
        } else {
            try await bench.measure()
        }
    }

    private static func voiceActivity() throws -> VoiceActivityModel {
        let store = ModelStore(environment: Environment.variables)
        let folder = try store.path(of: Catalog.voiceActivityModel)
        return try VoiceActivityModel(path: "\(folder)/\(VoiceActivityModel.fileName)")
    }
}
