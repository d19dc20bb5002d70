/// A Realtime session's turns and the events that come of them.
typealias RealtimeConversation = Conversation<RealtimeTurns, RealtimeServerEvent, OpenAIError>
