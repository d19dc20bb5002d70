// SPDX-License-Identifier: Apache-2.0

/// Tells the speakers of a session apart by the embeddings of its windows of voice.
///
/// A value on the session's clock of samples, without tasks or a clock of its own. For each final all that was said so far is
/// clustered (``ClusterTree``), the clusters get the numbers that their voice had before, and the windows of the final
/// vote for who speaks when (``SpeakerDecoder``). What a final reports becomes one cluster for each of its speakers, and these
/// are merged once there are many: memory and time do not grow with the session.
struct SpeakerClustering: Sendable {
    private let settings: SpeakerSettings
    private let similarity: SpeakerSimilarity
    /// Samples in half a window.
    private let halfWindow: Int
    /// What finals have reported, and the enrolled voices.
    private var reported: [VoiceCluster]
    /// Windows that no final has reported yet, and those reported that coming words may still lie in.
    private var windows: [(window: VoiceWindow, isReported: Bool)] = []
    private var stretches: [VoiceStretch] = []
    private var nextSpeaker: Int

    /// Seconds of voice that make a new speaker.
    private static let newSpeaker: Float = 1.2
    /// Seconds of voice that do if it is clearly unlike the others: one window, as long as its halves are not compared.
    private static let newUnlikeSpeaker: Float = 0.45
    /// What both grow to in a long session.
    private static let (mostNewSpeaker, mostNewUnlikeSpeaker): (Float, Float) = (5, 2)
    /// Seconds of voice after which they begin to grow, and that it takes to grow by one.
    private static let (beginning, slowness): (Float, Float) = (20, 60)
    /// How far below the threshold that is.
    private static let unlike: Float = 0.05
    /// Clusters that are kept of what finals have reported.
    private static let mostClusters = 96
    /// Windows that are kept of what was not: ten minutes of voice.
    private static let mostWindows = 1_500
    /// Stretches that are kept, for words that come late.
    private static let mostStretches = 256
    /// Seconds that an enrolled voice counts for.
    private static let enrolledWeight: Float = 8
    /// The weight of a window whose halves are not compared.
    private static let unknownHalves: Float = 0.6
    /// The share of a window's cells that a speaker has if the window is to represent that voice.
    private static let clearShare: Float = 0.7

    init(settings: SpeakerSettings, similarity: SpeakerSimilarity, halfWindow: Int) {
        self.settings = settings
        self.similarity = similarity
        self.halfWindow = halfWindow
        reported = settings.enrolled.enumerated().map { index, speaker in
            VoiceCluster(speaker.voice, weight: Self.enrolledWeight, speaker: index, isEnrolled: true)
        }
        nextSpeaker = settings.enrolled.count
    }

    /// Clusters and windows that are kept now.
    var size: Int { reported.count + windows.count }

    /// Takes in voice that was embedded.
    ///
    /// - Parameters:
    ///   - stretch: the stretch of the windows, as long as it is now.
    ///   - windows: those that are new.
    mutating func add(_ stretch: VoiceStretch, _ windows: [VoiceWindow]) {
        if let index = stretches.lastIndex(where: { $0.number == stretch.number }) {
            stretches[index] = stretch
        } else {
            stretches.append(stretch)
        }
        self.windows += windows.map { ($0, false) }
        stretches.removeFirst(max(0, stretches.count - Self.mostStretches))
        self.windows.removeFirst(max(0, self.windows.count - Self.mostWindows))
    }

    /// The speakers of words.
    ///
    /// - Parameters:
    ///   - words: where they lie on the session's clock.
    ///   - isFinal: whether the labels stand. Those of partials may change the next time.
    ///   - open: a stretch that still goes on, and its windows beyond those taken in.
    /// - Returns: a label for each; nil if there was no voice near it.
    mutating func labels(
        for words: [Range<Int>], isFinal: Bool,
        open: (stretch: VoiceStretch, windows: [VoiceWindow])? = nil
    ) -> [SpeakerLabel?] {
        var copy = self
        if let open { copy.add(open.stretch, open.windows) }
        guard let start = words.map(\.lowerBound).min(), let end = words.map(\.upperBound).max() else {
            return []
        }
        let voices = copy.voices()
        let decoder = SpeakerDecoder(voices: voices.map(\.direction))
        var marks: [(clock: Int, vote: SpeakerDecoder.Vote)] = []
        for stretch in copy.stretches {
            let isNear = stretch.end + Self.nearby > start && stretch.start - Self.nearby < end
            guard isNear || isFinal else { continue }
            let windows = copy.windows.map(\.window).filter { $0.stretch == stretch.number }
            let votes = decoder.votes(stretch, windows, halfWindow: halfWindow)
            if isNear { marks += zip(stretch.cells, votes).map { ($0, $1) } }
            if isFinal { report(stretch, votes, voices, until: end) }
        }
        if isFinal {
            nextSpeaker = max(nextSpeaker, (voices.map(\.speaker).max() ?? -1) + 1)
            forget(before: end)
        }
        return words.map { label($0, marks, voices) }
    }

    // MARK: - Voices

    /// A speaker as far as is known now.
    private struct Voice {
        var speaker: Int
        var direction: [Float]
    }

    /// The speakers by all that was said so far.
    private func voices() -> [Voice] {
        let fresh = windows.filter { !$0.isReported && $0.window.weight > 0 }.map {
            VoiceCluster($0.window.embedding.whole, weight: weight(of: $0.window))
        }
        var tree = ClusterTree(reported + fresh, similarity: similarity)
        tree.merge(least: settings.minSpeakers, most: settings.maxSpeakers)
        let clusters = Set(tree.places).sorted().map { tree.clusters[$0] }
        let numbers = numbers(of: clusters)
        let known = numbers.keys.map { clusters[$0].mean }
        var free = freeNumbers(beside: Set(numbers.values))
        var voices: [Voice] = []
        for (index, cluster) in clusters.enumerated() {
            if let speaker = numbers[index] {
                voices.append(Voice(speaker: speaker, direction: cluster.direction))
            } else if isNewSpeaker(cluster, beside: known, threshold: tree.threshold), let speaker = free.popLast() {
                voices.append(Voice(speaker: speaker, direction: cluster.direction))
            }
        }
        // The first words of a session: one voice, however little there is of it.
        if voices.isEmpty, let most = clusters.max(by: { $0.weight < $1.weight }), let speaker = free.popLast() {
            voices.append(Voice(speaker: speaker, direction: most.direction))
        }
        return voices.sorted { $0.speaker < $1.speaker }
    }

    /// Whether a cluster is a new speaker's voice: there is enough of it, or it is clearly unlike all that are known.
    private func isNewSpeaker(_ cluster: VoiceCluster, beside known: [[Float]], threshold: Float) -> Bool {
        // The longer a session, the likelier an odd sound, and the less likely a new speaker.
        let later = max(0, reported.reduce(0) { $0 + $1.weight } - Self.beginning) / Self.slowness
        guard cluster.weight < min(Self.mostNewSpeaker, Self.newSpeaker + 2 * later) else { return true }
        let mean = cluster.mean
        return cluster.weight >= min(Self.mostNewUnlikeSpeaker, Self.newUnlikeSpeaker + later)
            && known.allSatisfy { Vector.dot(mean, $0) < threshold - Self.unlike }
    }

    /// Seconds that a window counts for: less if its halves are unlike each other, as two may speak in it.
    private func weight(of window: VoiceWindow) -> Float {
        let middle = window.range.lowerBound + halfWindow
        // The second half is the first of a later window.
        let second = windows.last {
            $0.window.stretch == window.stretch && $0.window.range.lowerBound == middle
        }
        guard let second, window.range.count == 2 * halfWindow else {
            return Self.unknownHalves * window.weight
        }
        let likeness = Vector.dot(window.embedding.firstHalf, second.window.embedding.firstHalf)
        let marks = similarity.halves
        let share = (likeness - marks.lowerBound) / (marks.upperBound - marks.lowerBound)
        return window.weight * min(1, max(0.1, share))
    }

    /// Numbers for new speakers, the next one last: those that nobody had, then those whose voices turned out to be another's.
    private func freeNumbers(beside taken: Set<Int>) -> [Int] {
        let (fresh, used) = (
            nextSpeaker..<max(nextSpeaker, settings.maxSpeakers), 0..<min(nextSpeaker, settings.maxSpeakers)
        )
        return (Array(fresh) + used.filter { !taken.contains($0) && $0 >= settings.enrolled.count }).reversed()
    }

    /// The number of each cluster that was reported before: each number goes to the cluster that has most of it.
    private func numbers(of clusters: [VoiceCluster]) -> [Int: Int] {
        var numbers: [Int: Int] = [:]
        var taken: Set<Int> = []
        for (index, cluster) in clusters.enumerated() {
            guard let enrolled = cluster.enrolled else { continue }
            numbers[index] = enrolled
            taken.insert(enrolled)
        }
        let claims = clusters.enumerated().flatMap { index, cluster in
            cluster.reported.map { (index: index, speaker: $0.key, weight: $0.value) }
        }.sorted { ($0.weight, $1.speaker) > ($1.weight, $0.speaker) }
        for claim in claims where numbers[claim.index] == nil && !taken.contains(claim.speaker) {
            numbers[claim.index] = claim.speaker
            taken.insert(claim.speaker)
        }
        return numbers
    }

    // MARK: - Words

    /// Samples from a word within which voice counts as its own.
    private static let nearby = 16_000

    private func label(
        _ word: Range<Int>, _ marks: [(clock: Int, vote: SpeakerDecoder.Vote)], _ voices: [Voice]
    ) -> SpeakerLabel? {
        var within = marks.filter {
            $0.clock < word.upperBound && $0.clock + VoiceStretch.cell > word.lowerBound
        }
        if within.isEmpty {
            let distance = { (clock: Int) in
                clock >= word.upperBound
                    ? clock - word.upperBound : word.lowerBound - clock - VoiceStretch.cell
            }
            let nearest = marks.min { distance($0.clock) < distance($1.clock) }
            guard let nearest, distance(nearest.clock) < Self.nearby else { return nil }
            within = [nearest]
        }
        var shares: [Int: Float] = [:]
        for mark in within {
            let overlap =
                min(word.upperBound, mark.clock + VoiceStretch.cell) - max(word.lowerBound, mark.clock)
            shares[mark.vote.voice, default: 0] += Float(max(1, overlap))
        }
        guard let voice = shares.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
            return nil
        }
        let leads = within.filter { $0.vote.voice == voice }.map(\.vote.lead)
        let lead = leads.reduce(0, +) / Float(leads.count)
        let share = (shares[voice] ?? 0) / shares.values.reduce(0, +)
        let speaker = voices[voice].speaker
        return SpeakerLabel(
            speaker: speaker,
            name: settings.enrolled.indices.contains(speaker) ? settings.enrolled[speaker].name : nil,
            confidence: share * Self.confidence(lead))
    }

    /// From ½ without a lead to 1: a voice leads by 0.2 where one person speaks clearly.
    private static func confidence(_ lead: Float) -> Float { min(1, max(0.5, 0.5 + lead * 2.5)) }

    // MARK: - What finals have reported

    /// Adds a stretch of a final to what finals have reported: a cluster for each of its speakers.
    private mutating func report(
        _ stretch: VoiceStretch, _ votes: [SpeakerDecoder.Vote], _ voices: [Voice], until end: Int
    ) {
        guard !votes.isEmpty else { return }
        var clusters: [Int: VoiceCluster] = [:]
        for index in windows.indices
        where windows[index].window.stretch == stretch.number && !windows[index].isReported {
            let window = windows[index].window
            let cells =
                window.range.lowerBound
                / VoiceStretch.cell..<min(
                    votes.count, (window.range.upperBound + VoiceStretch.cell - 1) / VoiceStretch.cell)
            guard let last = cells.last, stretch.cells[last] <= end else { continue }
            windows[index].isReported = true
            guard window.weight > 0 else { continue }
            let counts = Dictionary(grouping: cells) { votes[$0].voice }.mapValues(\.count)
            guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
                Float(most.value) >= Self.clearShare * Float(cells.count)
            else { continue }
            let cluster = VoiceCluster(
                window.embedding.whole, weight: weight(of: window), speaker: voices[most.key].speaker)
            if clusters[most.key]?.merge(cluster) == nil { clusters[most.key] = cluster }
        }
        reported += clusters.sorted { $0.key < $1.key }.map(\.value)
        while reported.count > Self.mostClusters { joinNearest() }
    }

    /// Drops what no coming word lies in.
    private mutating func forget(before end: Int) {
        stretches.removeAll { $0.end + Self.nearby < end }
        let numbers = Set(stretches.map(\.number))
        let newest = windows.map(\.window.stretch).max() ?? 0
        windows.removeAll {
            $0.isReported && !numbers.contains($0.window.stretch) && $0.window.stretch < newest
        }
    }

    /// Makes one of the two clusters of one speaker that are most alike.
    private mutating func joinNearest() {
        var best: (Float, Int, Int) = (-.infinity, reported.count - 2, reported.count - 1)
        let means = reported.map(\.mean)
        let speakers = reported.map { cluster in
            cluster.reported.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
        for row in reported.indices {
            for column in 0..<row
            where speakers[row] == speakers[column] && reported[row].canMerge(with: reported[column]) {
                let value = Vector.dot(means[row], means[column])
                if value > best.0 { best = (value, column, row) }
            }
        }
        reported[best.1].merge(reported[best.2])
        reported.remove(at: best.2)
    }
}
