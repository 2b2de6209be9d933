"""Files made anew: nothing hidden comes through, nothing hostile gets in."""

import asyncio
import io
import math
import random
import struct
import wave
import zlib
from array import array

import av
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.media import cleaning
from app.media.cleaning import clean, clean_apart, unpacked
from app.media.kinds import MediaKind, MediaRefused, sniff
from app.media.pictures import MOST_THUMB_BYTES

MARK = b"PLANTED-MARKER-4711"


def jpeg(width: int = 320, height: int = 200, *, marks: bool = True, orientation: int = 1) -> bytes:
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    if marks:
        exif[0x010E] = MARK.decode()
        exif.get_ifd(0x8825)[1] = MARK.decode()
    out = io.BytesIO()
    more = {"comment": MARK, "icc_profile": MARK * 9, "xmp": b"<x>" + MARK + b"</x>"} if marks else {}
    picture.save(out, "JPEG", exif=exif, **more)
    return out.getvalue() + (b"PK\x03\x04" + MARK + b"<script>" if marks else b"")


def png() -> bytes:
    told = PngInfo()
    told.add_text("Comment", MARK.decode())
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (200, 10, 10, 120)).save(out, "PNG", pnginfo=told)
    return out.getvalue() + MARK


def tone(seconds: float, container: str = "wav") -> bytes:
    rate = 48_000
    samples = array("h", (int(9000 * math.sin(n * 0.06)) for n in range(rate))) * math.ceil(seconds)
    del samples[int(rate * seconds) :]
    if container == "wav":
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.tobytes())
        return out.getvalue()
    codec = {"webm": "libopus", "ogg": "libopus", "mp3": "libmp3lame", "ipod": "aac"}[container]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as target:
        target.metadata["title"] = MARK.decode()
        stream = target.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        for start in range(0, len(samples), 960):
            piece_of = samples[start : start + 960].tobytes()
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece_of) // 2)
            frame.planes[0].update(piece_of + b"\0" * (frame.planes[0].buffer_size - len(piece_of)))
            frame.rate = rate
            for piece in resampler.resample(frame):
                piece.pts = None
                target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return out.getvalue()


def bomb() -> bytes:
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("made", [jpeg(), png()])
def test_REQ_13_nothing_planted_in_a_picture_comes_through(made: bytes) -> None:
    assert MARK in made
    cleaned = clean(MediaKind.PICTURE, made)
    for data in (cleaned.data, cleaned.thumb or b""):
        assert MARK not in data
        assert b"Exif" not in data
        assert b"ICC" not in data
        assert data.startswith(b"\xff\xd8\xff")
    assert len(cleaned.thumb or b"") <= MOST_THUMB_BYTES
    assert cleaned.media_type == "image/jpeg"


def test_a_picture_is_turned_upright_and_shrunk() -> None:
    turned = clean(MediaKind.PICTURE, jpeg(300, 200, orientation=6, marks=False))
    large = clean(MediaKind.PICTURE, jpeg(3000, 600, marks=False))
    assert (turned.width, turned.height) == (200, 300)
    assert (large.width, large.height) == (2560, 512)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(MediaRefused):
        clean(MediaKind.PICTURE, bomb())


@pytest.mark.parametrize(
    "head",
    [
        b"GIF89a",
        b"<svg xmlns=",
        b"<!doctype html>",
        b"II*\0",
        b"%!PS-Adobe",
        b"PK\x03\x04",
        b"MZ\x90",
        b"\x7fELF",
        b"BM6",
        b"",
    ],
)
def test_what_is_not_on_the_list_is_nothing(head: bytes) -> None:
    assert sniff(head + b"\0" * 80) is None


def test_a_file_that_is_not_what_it_was_announced_as_is_refused() -> None:
    for kind, data in ((MediaKind.VOICE, jpeg()), (MediaKind.PICTURE, tone(1)), (MediaKind.DOCUMENT, png())):
        with pytest.raises(MediaRefused):
            clean(kind, data)


def test_damaged_files_are_cleaned_or_refused_and_nothing_else() -> None:
    dice = random.Random(4)  # noqa: S311  damage needs no secrecy
    whole = {MediaKind.PICTURE: (jpeg(120, 90), png()), MediaKind.VOICE: (tone(0.5, "ogg"), tone(0.5))}
    outcomes = {"cleaned": 0, "refused": 0}
    for number in range(240):
        kind = dice.choice(list(whole))
        data = bytearray(dice.choice(whole[kind]))
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if number % 5 == 0:
            del data[dice.randrange(20, len(data)) :]
        try:
            clean(kind, bytes(data))
            outcomes["cleaned"] += 1
        except MediaRefused:
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == 240
    assert min(outcomes.values()) > 0


@pytest.mark.parametrize("container", ["wav", "webm", "ogg", "mp3", "ipod"])
def test_MSG_02_a_voice_becomes_one_channel_of_aac_without_tags(container: str) -> None:
    cleaned = clean(MediaKind.VOICE, tone(3, container))
    with av.open(io.BytesIO(cleaned.data)) as opened:
        stream = opened.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.layout.name) == ("aac", "mono")
        assert MARK.decode() not in str(opened.metadata)
    assert abs((cleaned.seconds or 0) - 3) < 0.2
    assert MARK not in cleaned.data


def test_MSG_02_sixty_one_seconds_pass_and_sixty_five_do_not() -> None:
    assert (clean(MediaKind.VOICE, tone(61)).seconds or 0) > 60
    with pytest.raises(MediaRefused, match="60 秒"):
        clean(MediaKind.VOICE, tone(65))
    with pytest.raises(MediaRefused):
        clean(MediaKind.VOICE, tone(0.05))


def test_a_pdf_that_runs_something_is_refused() -> None:
    good = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    assert clean(MediaKind.DOCUMENT, good).data == good
    for bad in (b"/JavaScript (x)", b"/OpenAction 5 0 R", b"/EmbeddedFile", b"/J#61vaScript", b"/Launch"):
        with pytest.raises(MediaRefused):
            clean(MediaKind.DOCUMENT, good.replace(b"/Type", bad + b"/Type"))
    with pytest.raises(MediaRefused):
        clean(MediaKind.DOCUMENT, good[:40])


async def test_a_file_is_cleaned_in_a_process_of_its_own_and_a_refusal_keeps_its_sentence() -> None:
    cleaned = await clean_apart(MediaKind.PICTURE, jpeg())
    assert MARK not in cleaned.data
    assert cleaned.thumb is not None
    with pytest.raises(MediaRefused, match="太大"):
        await clean_apart(MediaKind.PICTURE, bomb())


async def test_a_process_that_hangs_or_dies_has_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "COMMAND", ("sleep", "60", "#"))
    with pytest.raises(MediaRefused):
        await asyncio.wait_for(clean_apart(MediaKind.PICTURE, jpeg(), seconds=0.3), 10)
    monkeypatch.setattr(cleaning, "COMMAND", ("false", "#"))
    with pytest.raises(MediaRefused):
        await clean_apart(MediaKind.PICTURE, jpeg())
    with pytest.raises(MediaRefused):
        unpacked(b"\0\0\0\x05ab", ended_well=True)
