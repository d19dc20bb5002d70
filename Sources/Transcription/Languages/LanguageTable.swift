// SPDX-License-Identifier: Apache-2.0

/// The languages of Whisper: their codes, in the order of its tokens, those that others have for them, and their names in English.
///
/// A model knows them by the code in front. Beside it stand the codes of ISO 639-2 and 639-3, also those of the larger part of a
/// group, such as `cmn`, and those of old or other systems, such as `iw`. Of the names the first is that of OpenAI's answers; the
/// others are those that openai-whisper takes, and a few more.
enum LanguageTable {
    struct Row: Sendable {
        let code: String
        let otherCodes: [String]
        let names: [String]
        /// What to take in a model that lacks it.
        let substitute: String?

        init(_ code: String, _ otherCodes: String, _ names: String..., substitute: String? = nil) {
            self.code = code
            self.otherCodes = otherCodes.split(separator: " ").map(String.init)
            self.names = names
            self.substitute = substitute
        }
    }

    static let rows: [Row] = [
        Row("en", "eng", "english"),
        Row("zh", "zho chi cmn", "chinese", "mandarin", "mandarin chinese"),
        Row("de", "deu ger", "german"),
        Row("es", "spa", "spanish", "castilian"),
        Row("ru", "rus", "russian"),
        Row("ko", "kor", "korean"),
        Row("fr", "fra fre", "french"),
        Row("ja", "jpn", "japanese"),
        Row("pt", "por", "portuguese"),
        Row("tr", "tur", "turkish"),
        Row("pl", "pol", "polish"),
        Row("ca", "cat", "catalan", "valencian"),
        Row("nl", "nld dut", "dutch", "flemish"),
        Row("ar", "ara arb", "arabic"),
        Row("sv", "swe", "swedish"),
        Row("it", "ita", "italian"),
        Row("id", "ind in", "indonesian"),
        Row("hi", "hin", "hindi"),
        Row("fi", "fin", "finnish"),
        Row("vi", "vie", "vietnamese"),
        Row("he", "heb iw", "hebrew"),
        Row("uk", "ukr", "ukrainian"),
        Row("el", "ell gre", "greek"),
        Row("ms", "msa may zsm", "malay", "malaysian"),
        Row("cs", "ces cze", "czech"),
        Row("ro", "ron rum mo mol", "romanian", "moldavian", "moldovan"),
        Row("da", "dan", "danish"),
        Row("hu", "hun", "hungarian"),
        Row("ta", "tam", "tamil"),
        Row("no", "nor nb nob", "norwegian", "bokmal", "norwegian bokmal"),
        Row("th", "tha", "thai"),
        Row("ur", "urd", "urdu"),
        Row("hr", "hrv", "croatian"),
        Row("bg", "bul", "bulgarian"),
        Row("lt", "lit", "lithuanian"),
        Row("la", "lat", "latin"),
        Row("mi", "mri mao", "maori"),
        Row("ml", "mal", "malayalam"),
        Row("cy", "cym wel", "welsh"),
        Row("sk", "slk slo", "slovak"),
        Row("te", "tel", "telugu"),
        Row("fa", "fas per pes prs", "persian", "farsi", "dari"),
        Row("lv", "lav lvs", "latvian"),
        Row("bn", "ben", "bengali", "bangla"),
        Row("sr", "srp", "serbian"),
        Row("az", "aze azj", "azerbaijani"),
        Row("sl", "slv", "slovenian", "slovene"),
        Row("kn", "kan", "kannada"),
        Row("et", "est ekk", "estonian"),
        Row("mk", "mkd mac", "macedonian"),
        Row("br", "bre", "breton"),
        Row("eu", "eus baq", "basque"),
        Row("is", "isl ice", "icelandic"),
        Row("hy", "hye arm", "armenian"),
        Row("ne", "nep npi", "nepali"),
        Row("mn", "mon khk", "mongolian"),
        Row("bs", "bos", "bosnian"),
        Row("kk", "kaz", "kazakh"),
        Row("sq", "sqi alb als", "albanian"),
        Row("sw", "swa swh", "swahili"),
        Row("gl", "glg", "galician"),
        Row("mr", "mar", "marathi"),
        Row("pa", "pan", "punjabi", "panjabi"),
        Row("si", "sin", "sinhala", "sinhalese"),
        Row("km", "khm", "khmer"),
        Row("sn", "sna", "shona"),
        Row("yo", "yor", "yoruba"),
        Row("so", "som", "somali"),
        Row("af", "afr", "afrikaans"),
        Row("oc", "oci", "occitan"),
        Row("ka", "kat geo", "georgian"),
        Row("be", "bel", "belarusian"),
        Row("tg", "tgk", "tajik"),
        Row("sd", "snd", "sindhi"),
        Row("gu", "guj", "gujarati"),
        Row("am", "amh", "amharic"),
        Row("yi", "yid ji ydd", "yiddish"),
        Row("lo", "lao", "lao"),
        Row("uz", "uzb uzn", "uzbek"),
        Row("fo", "fao", "faroese"),
        Row("ht", "hat", "haitian creole", "haitian"),
        Row("ps", "pus pbt", "pashto", "pushto"),
        Row("tk", "tuk", "turkmen"),
        Row("nn", "nno", "nynorsk", "norwegian nynorsk", substitute: "no"),
        Row("mt", "mlt", "maltese"),
        Row("sa", "san", "sanskrit"),
        Row("lb", "ltz", "luxembourgish", "letzeburgesch"),
        Row("my", "mya bur", "myanmar", "burmese"),
        Row("bo", "bod tib", "tibetan"),
        Row("tl", "tgl fil", "tagalog", "filipino"),
        Row("mg", "mlg plt", "malagasy"),
        Row("as", "asm", "assamese"),
        Row("tt", "tat", "tatar"),
        Row("haw", "", "hawaiian"),
        Row("ln", "lin", "lingala"),
        Row("ha", "hau", "hausa"),
        Row("ba", "bak", "bashkir"),
        Row("jw", "jv jav", "javanese", substitute: "jv"),
        Row("su", "sun", "sundanese"),
        Row("yue", "", "cantonese", substitute: "zh"),
    ]
}
