# SPDX-License-Identifier: Apache-2.0

"""Small files that stand for very much: MP4 whose tables announce millions of samples, WebM with long gaps."""
import struct

SAMPLES = 11_000_000


def box(kind, *parts):
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind, *parts):
    """A box with a version and flags."""
    return box(kind, bytes(4), *parts)


def track(number, samples):
    sound = box(b"mp4a", bytes(6), struct.pack(">H8xHHI", 1, 1, 16, 0), struct.pack(">I", 16_000 << 16))
    tables = box(
        b"stbl", full_box(b"stsd", struct.pack(">I", 1), sound), full_box(b"stts", struct.pack(">III", 1, samples, 1_024)),
        full_box(b"stsc", struct.pack(">IIII", 1, 1, samples, 1)), full_box(b"stsz", struct.pack(">II", 3, samples)),
        full_box(b"stco", struct.pack(">II", 1, 48)))
    reference = box(b"dinf", full_box(b"dref", struct.pack(">I", 1), box(b"url ", bytes([0, 0, 0, 1]))))
    media = box(
        b"mdia", full_box(b"mdhd", struct.pack(">IIIIHH", 0, 0, 16_000, samples, 0x55C4, 0)),
        full_box(b"hdlr", bytes(4), b"soun", bytes(13)), box(b"minf", full_box(b"smhd", bytes(4)), reference, tables))
    return box(b"trak", full_box(b"tkhd", struct.pack(">IIIII", 0, 0, number, 0, 1_000), bytes(60)), media)


def index_bomb(tracks, samples=SAMPLES):
    """ffmpeg builds an index of 24 bytes for each sample of each track."""
    header = full_box(b"mvhd", struct.pack(">IIIII", 0, 0, 1_000, 1_000, 0x10000), bytes(76), struct.pack(">I", tracks + 1))
    return (
        box(b"ftyp", b"M4A ", bytes(4), b"M4A ") + box(b"mdat", bytes(4_000))
        + box(b"moov", header, *(track(number + 1, samples) for number in range(tracks)))
        # At the very end of a file a table counts as cut off.
        + box(b"free", bytes(64)))


def element(identity, content):
    return identity + struct.pack(">I", 0x10000000 | len(content)) + content


def gaps(count, milliseconds=29_900):
    """WebM with a packet of silence after each gap, which is filled so that the clock goes on."""
    unknown = b"\x01" + b"\xff" * 7
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48_000, 0, 0)
    audio = element(b"\xd7", b"\x01") + element(b"\x83", b"\x02") + element(b"\x86", b"A_OPUS") + element(b"\x63\xa2", head)
    clusters = b"".join(
        b"\x1f\x43\xb6\x75" + unknown + element(b"\xe7", struct.pack(">I", index * milliseconds))
        + element(b"\xa3", b"\x81\x00\x00\x80\xfc\xff\xfe") for index in range(count))
    return (
        element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm")) + b"\x18\x53\x80\x67" + unknown
        + element(b"\x15\x49\xa9\x66", element(b"\x2a\xd7\xb1", b"\x0f\x42\x40"))
        + element(b"\x16\x54\xae\x6b", element(b"\xae", audio)) + clusters)
