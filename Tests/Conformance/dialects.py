# SPDX-License-Identifier: Apache-2.0

"""The dialects on WebSockets, for checks of what holds for all of them."""

import base64
import json

from checks import CHECKS

RATE = 16_000
# Who takes in what comes, without waiting for the model, takes gigabytes in that time.
FLOOD_SECONDS, MOST_TAKEN = 10, 256 << 20


class Dialect:
    """What differs: where one connects, how a session begins and ends, and where its texts are."""

    name = ""
    # Whether it closes the connection when all is told.
    closes = True
    # How a browser sends its key.
    key_offer = ["steno", "token.{key}"]
    key_parameters = ["token"]
    schemes = ["Bearer"]
    # Whether it tells again what it has told.
    repeats = False
    # A message that is answered at once.
    question = None
    # How long a client may pause while it speaks.
    longest_pause = 4

    def url(self, server):
        return server.dialects[self.name]

    def begin(self):
        return []

    def audio(self, samples):
        return samples

    def end(self):
        raise NotImplementedError

    def finals(self, message):
        """The texts that are final by a message."""
        raise NotImplementedError

    def is_last(self, messages):
        return False

    def is_hearing(self, message):
        """Whether a message tells that something is heard."""
        raise NotImplementedError


class Steno(Dialect):
    name = "Steno"
    question = '{"type": "config"}'

    def url(self, server):
        return f"{server.ws}/?encoding=s16&sample_rate={RATE}&language=en"

    def begin(self):
        return [json.dumps({"colour": {"blue": [1]}, "partial_interval_ms": 500, "type": "config"})]

    def end(self):
        return ['{"type": "stop"}']

    def finals(self, message):
        return [message["text"]] if message["type"] == "final" else []

    def is_hearing(self, message):
        return message["type"] == "partial"


class Realtime(Dialect):
    name = "Realtime"
    closes = False
    key_offer = ["realtime", "openai-insecure-api-key.{key}"]
    key_parameters = ["api-key"]
    question = '{"type": "input_audio_buffer.clear"}'

    def url(self, server):
        return f"{server.ws}/v1/realtime?intent=transcription"

    def begin(self):
        audio = {"input": {"colour": 1, "format": {"rate": RATE, "type": "audio/pcm"}, "transcription": {"language": "en"}}}
        return [json.dumps({"session": {"audio": audio, "type": "transcription"}, "x": None, "type": "session.update"})]

    def audio(self, samples):
        return json.dumps({"audio": base64.b64encode(samples).decode(), "type": "input_audio_buffer.append"})

    def end(self):
        return ['{"type": "input_audio_buffer.commit"}', self.question]

    def finals(self, message):
        # A turn of silence has an empty one.
        return [message["transcript"]] if message.get("transcript") else []

    def is_last(self, messages):
        kinds = [message["type"].rpartition(".")[2] for message in messages]
        return "cleared" in kinds and kinds.count("committed") == kinds.count("completed") + kinds.count("failed")

    def is_hearing(self, message):
        return message["type"].endswith("transcription.delta")


class Deepgram(Dialect):
    name = "Deepgram"
    key_offer = ["token", "{key}"]
    schemes = ["Token", "Bearer"]
    question = '{"type": "Finalize"}'

    def url(self, server):
        return f"{server.ws}/v1/listen?encoding=linear16&sample_rate={RATE}&interim_results=true&colour=blue"

    def begin(self):
        return ['{"colour": "blue", "type": "KeepAlive"}']

    def end(self):
        return ['{"type": "CloseStream"}']

    def finals(self, message):
        return [self.text(message)] if message.get("is_final") and self.text(message) else []

    def is_hearing(self, message):
        return message["type"] == "Results" and bool(self.text(message))

    @staticmethod
    def text(message):
        return message["channel"]["alternatives"][0]["transcript"]


class Vosk(Dialect):
    name = "Vosk"
    question = b""

    def begin(self):
        return [json.dumps({"x": 1, "config": {"colour": "blue", "sample_rate": RATE}})]

    def end(self):
        return ['{"eof" : 1}']

    def finals(self, message):
        return [message["text"]] if message.get("text") else []

    def is_hearing(self, message):
        # It is told no more than it asks for.
        return True


class WhisperLive(Dialect):
    name = "WhisperLive"
    repeats = True
    key_offer = ["bearer", "{key}"]
    # Its client waits for its last text without sending anything.
    longest_pause = 1

    def begin(self):
        return [json.dumps({"colour": 1, "audio_format": "int16", "language": "en", "uid": "1", "send_last_n_segments": 1})]

    def end(self):
        return [b"END_OF_AUDIO"]

    def finals(self, message):
        return [segment["text"] for segment in message.get("segments", []) if segment["completed"]]

    def is_hearing(self, message):
        return "segments" in message


ALL = [Steno(), Realtime(), Deepgram(), Vosk(), WhisperLive()]

# What holds for every server, by the specification's numbers.
RULES = {
    "SW-1": "messages of 2 MiB, whole and in frames of 100 KB",
    "SW-2": "pings amid a message; invalid frames close with 1002, 1007, 1009",
    "SW-3": "pings are answered within a second while the model is busy",
    "SW-4": "a client that answers no pings gets two and is dropped; one that answers is not",
    "SW-5": "a client's Close is answered at once; one that never answers the server's is dropped after 5 s",
    "SW-6": "an offer of compression is not accepted, nor echoed",
    "SW-7": "names of headers and schemes in any case; values of the query with escapes",
    "SW-8": "JSON without NaN, counts as integers; unknown fields are skipped, in any order",
    "SW-9": "audio at full speed loses nothing; a pause within a word ends nothing",
    "SW-10": "a flood is read no faster than it is transcribed; a body that is too long is not read; a client that reads nothing is dropped after 30 s",
    "SW-11": "a full server rejects clients, in the dialect's form",
    "SW-12": "SIGTERM: finals are sent, then the connection ends (1001; 1000 after `CloseStream`)",
    "SW-13": "encrypted, with `--tls-certificate`",
    "SW-14": "no key is written to the log, wherever it came",
    "SW-15": "a server without keys accepts any key, and none",
    "KR-1": "a revoked key: finals are sent, then close 1008 says why",
}


def each(number, dialects=ALL):
    """Makes a function of a server and a dialect the check of a rule, for each of them."""

    def note(function):
        for dialect in dialects:
            CHECKS.append(
                (f"{number} {dialect.name}", RULES[number], lambda server, dialect=dialect: function(server, dialect)))
        return function

    return note
