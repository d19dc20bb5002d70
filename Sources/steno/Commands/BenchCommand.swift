// SPDX-License-Identifier: Apache-2.0

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

            Every stream is a session of its own. It plays recordings, one after another \
            in an order of its own, at the pace of speech: a message goes out when its last \
            sample has been spoken. Times count while all streams play, not before the last \
            has started nor after the first has ended.

            A manifest is a tab-separated file whose header names the columns file (relative \
            to the manifest) and text; or a folder with NAME.wav, NAME.flac, … and the words \
            of each in NAME.txt.

            What is measured:

            word error rate
              All finals of a stream against all texts that it played: lower case, no
              punctuation, numbers as words. Words replaced, inserted and left out, over
              words said.
            lost finals
              Recordings of which no final holds a word: by the finals' times, or by
              aligning words if the server sends no times.
            last words lost
              Recordings whose last final came before their speech ended.
            erased words, unstable partials
              Words taken back by partials and finals for each word of the finals
              (normalized erasure); and those taken back by partials alone.
            first text after onset
              From the onset of speech in a recording to its first partial, or final.
            between partials
              During speech of 2 s and more. The last gap, which the
              end of the speech cuts short, counts if it is longer than the one before
              even so. Speech without a partial is one gap.
            partial behind audio
              From the end of the audio that a partial covers, if the server tells it.
            final after speech end
              From the true end of speech in a recording to the final that tells it. A
              voice activity detector (Silero, windows of 32 ms) finds the true end in
              the recording by itself, so that silence at its end is no merit of the
              server. The silence by which the server notices the end is in the time.
            final after flush
              With --flush: from asking for it, once the frame with the end of speech is sent,
              to the final.
            growth of lag
              A straight line through the lags of all partials, with its standard error.
            server
              Processor time and resident memory of the process that listens at the
              address, if it is on this machine, or of --server-pid.
            generator
              How late frames were sent. More than 50 ms at the 99th percentile means
              that the generator had too little of the machine: then the times say
              little about the server.

            --find-capacity doubles the streams until a limit is broken, then halves the \
            distance until it knows the answer to one in sixteen. The limits: the median \
            between partials, the 95th percentile of the final, no session rejected or broken \
            off, no final lost, and a generator in time.

            Ctrl-C ends a run and shows what was measured until then; again, it quits.
            """
    )

    @OptionGroup(title: "The server") var server: BenchServerOptions
    @OptionGroup(title: "The load") var load: BenchLoadOptions
    @OptionGroup(title: "The search") var search: BenchSearchOptions

    @Option(help: ArgumentHelp("Write all figures to a file as JSON.", valueName: "file"))
    var json: String?

    func run() async throws {
        // What is wrong with the speech is reported before a server is involved.
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
