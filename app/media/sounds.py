"""A voice made anew from its samples: one channel of AAC that every phone plays, without tags (MSG-02)."""

import io
from dataclasses import dataclass, field

import av
from av.audio.resampler import AudioResampler

from app.media.kinds import LONGEST_VOICE, MediaRefused

RATE = 24_000
BIT_RATE = 48_000
SHORTEST = 0.2
TOO_LONG = "录音太长了，一段最多 60 秒。"


@dataclass(frozen=True, slots=True)
class CleanSound:
    """An m4a with one channel at 48 kbit/s, and how long it is in seconds."""

    data: bytes = field(repr=False)
    seconds: float


def clean_sound(data: bytes) -> CleanSound:
    """Decode, mix to one channel, encode anew. Raises MediaRefused for films, silence of no length, or over 60 s."""
    try:
        return _recoded(data)
    except MediaRefused:
        raise
    except Exception:  # noqa: BLE001  a decoder fed with hostile bytes may raise anything; all of it means no
        raise MediaRefused from None


def _recoded(data: bytes) -> CleanSound:
    out = io.BytesIO()
    with av.open(io.BytesIO(data), "r") as source:
        if not source.streams.audio or source.streams.video:
            raise MediaRefused
        with av.open(out, "w", format="ipod") as target:
            stream = target.add_stream("aac", rate=RATE, layout="mono")
            stream.bit_rate = BIT_RATE
            resampler = AudioResampler(format="fltp", layout="mono", rate=RATE)
            samples = 0
            for frame in source.decode(source.streams.audio[0]):
                for piece in resampler.resample(frame):
                    samples += _encode(target, stream, piece)
                if samples > LONGEST_VOICE * RATE:
                    raise MediaRefused(TOO_LONG)
            for piece in resampler.resample(None):
                samples += _encode(target, stream, piece)
            target.mux(stream.encode(None))
    if samples < SHORTEST * RATE:
        raise MediaRefused("没有录到声音，请再说一遍。")
    return CleanSound(out.getvalue(), samples / RATE)


def _encode(target: av.container.OutputContainer, stream: av.AudioStream, frame: av.AudioFrame) -> int:
    frame.pts = None
    target.mux(stream.encode(frame))
    return frame.samples
