/// What a recognizer keeps of one utterance from request to request, so that a request costs its new audio only.
///
/// Made by ``Recognizer/makeMemory()``, owned by the utterance and dropped with it. One request of an utterance runs at
/// a time.
public protocol UtteranceMemory: AnyObject, Sendable {}
