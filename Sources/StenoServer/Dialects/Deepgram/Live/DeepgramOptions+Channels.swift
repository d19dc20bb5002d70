import Transcription
import VoiceActivity

extension DeepgramOptions {
    /// The channels of a live session, at its beginning.
    var channelStates: [DeepgramChannel] {
        let endpointer = self.live.endpointer
        let wishes = DeepgramChannel.Wishes(
            interimResults: self.interimResults, tellsSpeech: self.tellsSpeech, tellsEndpoints: self.tellsEndpoints,
            tellsLanguage: self.language == nil,
            utteranceEnd: self.utteranceEnd.map { Endpointer.Settings.samples(milliseconds: Double($0)) },
            noticeDelay: endpointer.silence - endpointer.paddingAfter,
            announceDelay: endpointer.minimumSpeech + VoiceActivityModel.windowSize)
        return (0..<self.transcripts).map {
            DeepgramChannel(channel: DeepgramChannelIndex(index: $0, count: self.transcripts), wishes: wishes)
        }
    }
}
