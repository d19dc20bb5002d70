// SPDX-License-Identifier: Apache-2.0

/// Languages that no Whisper knows, so that an error can say so, and what is often written for the code of another.
enum OtherLanguages {
    /// The English names of languages, by the codes of ISO 639.
    static let names: [String: String] = {
        var names: [String: String] = [:]
        for entry in Self.entries.split(separator: "\n") {
            let words = entry.split(separator: " ", maxSplits: 2).map(String.init)
            for code in words.prefix(2) { names[code] = words[2] }
        }
        return names
    }()

    /// What was probably meant by the code of a country, or by the name that a language has for itself.
    static let meanings = [
        "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk", "vn": "vi",
        "deutsch": "german", "espanol": "spanish", "español": "spanish", "francais": "french", "français": "french",
        "italiano": "italian", "nederlands": "dutch", "polski": "polish", "portugues": "portuguese",
        "português": "portuguese", "svenska": "swedish",
    ]

    private static let entries = """
        aa aar afar
        ab abk abkhazian
        ae ave avestan
        ak aka akan
        an arg aragonese
        av ava avaric
        ay aym aymara
        bi bis bislama
        bm bam bambara
        ce che chechen
        ch cha chamorro
        ckb ckb sorani
        co cos corsican
        cr cre cree
        cv chv chuvash
        dv div maldivian
        dz dzo dzongkha
        ee ewe ewe
        eo epo esperanto
        ff ful fulah
        fj fij fijian
        fy fry frisian
        ga gle irish
        gd gla scottish gaelic
        gn grn guarani
        gsw gsw swiss german
        gv glv manx
        hmn hmn hmong
        ho hmo hiri motu
        hz her herero
        ia ina interlingua
        ig ibo igbo
        ii iii sichuan yi
        ik ipk inupiaq
        io ido ido
        iu iku inuktitut
        kab kab kabyle
        kg kon kongo
        ki kik kikuyu
        kj kua kuanyama
        kl kal greenlandic
        kr kau kanuri
        ks kas kashmiri
        ku kur kurdish
        kv kom komi
        kw cor cornish
        ky kir kyrgyz
        lg lug ganda
        li lim limburgish
        lu lub luba-katanga
        mh mah marshallese
        na nau nauru
        nd nde ndebele
        ng ndo ndonga
        nr nbl southern ndebele
        nv nav navajo
        ny nya chichewa
        oj oji ojibwa
        om orm oromo
        or ori odia
        os oss ossetian
        pi pli pali
        qu que quechua
        rm roh romansh
        rn run rundi
        rw kin kinyarwanda
        sc srd sardinian
        se sme northern sami
        sg sag sango
        sh hbs serbo-croatian
        sm smo samoan
        ss ssw swati
        st sot sotho
        tlh tlh klingon
        ti tir tigrinya
        tn tsn tswana
        to ton tongan
        ts tso tsonga
        tw twi twi
        ty tah tahitian
        ug uig uyghur
        ve ven venda
        vo vol volapuk
        wa wln walloon
        wo wol wolof
        xh xho xhosa
        za zha zhuang
        zu zul zulu
        """
}
