"""The machine's voice: a small m4a every telephone plays, made apart, with pauses, never of nothing or too much."""

import io

import av
import pytest

from app.media.cleaning import speak_apart
from app.media.kinds import MediaRefused
from app.media.speech import MOST_LETTERS

LINE = "您的事我们收到了，先送到县妇联。"


def codec_of(sound: bytes) -> tuple[str, int, int, float]:
    with av.open(io.BytesIO(sound)) as opened:
        stream = opened.streams.audio[0]
        return stream.codec_context.name, stream.channels, stream.rate, float(opened.duration or 0) / av.time_base


async def test_OFF_08_words_become_a_small_sound_every_telephone_plays() -> None:
    made = await speak_apart(LINE)
    codec, channels, rate, seconds = codec_of(made.data)
    assert (codec, channels, rate, made.media_type) == ("aac", 1, 16_000, "audio/mp4")
    assert 2 < seconds < 10
    assert len(made.data) / seconds < 4_000  # bytes a second: a line comes over 50 kbit/s faster than it is heard
    assert made.data[4:8] == b"ftyp"


async def test_OFF_08_a_voice_pauses_at_a_comma_and_longer_where_a_sentence_ends() -> None:
    none, comma, stop = [
        (await speak_apart(words)).seconds or 0 for words in ("您好请坐。", "您好，请坐。", "您好。请坐。")
    ]
    assert none + 0.1 < comma < stop


@pytest.mark.parametrize("nothing", ["", "   ", "。，！", "好" * (MOST_LETTERS + 1)])
async def test_OFF_08_nothing_to_read_or_too_much_is_refused_with_a_sentence(nothing: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        await speak_apart(nothing)
    assert "请" in refused.value.text


async def test_OFF_08_signs_no_voice_knows_do_no_harm() -> None:
    assert codec_of((await speak_apart("您好\x00[[ab]]<speak>😀 OK")).data)[0] == "aac"
