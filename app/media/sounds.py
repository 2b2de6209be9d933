"""A voice made anew from its samples: one channel of AAC that every phone plays, without tags (MSG-02, MIC-01)."""

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
class Measure:
    """How long a sound may be (seconds), what is said of a longer one, how many bits and samples a second are kept."""

    longest: float = LONGEST_VOICE
    too_long: str = TOO_LONG
    bit_rate: int = BIT_RATE
    rate: int = RATE


HER_VOICE = Measure()
LESSON = Measure(longest=8 * 60, too_long="这节课太长了，一节最多 8 分钟，请分成两节。")
# A machine's voice has little to lose: half the bytes, half the wait over a bar of signal.
MACHINE = Measure(longest=8 * 60, too_long=LESSON.too_long, bit_rate=20_000, rate=16_000)


@dataclass(frozen=True, slots=True)
class CleanSound:
    """An m4a with one channel at 48 kbit/s at most, and how long it is in seconds."""

    data: bytes = field(repr=False)
    seconds: float


def clean_sound(data: bytes, measure: Measure = HER_VOICE) -> CleanSound:
    """Decode, mix to one channel, encode anew. Raises MediaRefused for films, silence of no length, or too long."""
    try:
        return _recoded(data, measure)
    except MediaRefused:
        raise
    except Exception:  # noqa: BLE001  a decoder fed with hostile bytes may raise anything; all of it means no
        raise MediaRefused from None


def length_of(data: bytes) -> float:
    """Give the seconds an m4a of our own making says it lasts. Raises MediaRefused."""
    try:
        with av.open(io.BytesIO(data), "r") as source:
            return float(source.duration or 0) / av.time_base
    except av.FFmpegError:
        raise MediaRefused from None


def _recoded(data: bytes, measure: Measure) -> CleanSound:
    out = io.BytesIO()
    with av.open(io.BytesIO(data), "r") as source:
        if not source.streams.audio or source.streams.video:
            raise MediaRefused
        if (source.duration or 0) / av.time_base > measure.longest:
            raise MediaRefused(measure.too_long)  # it says so itself; one that says nothing is counted below
        with av.open(out, "w", format="ipod") as target:
            stream = target.add_stream("aac", rate=measure.rate, layout="mono")
            stream.bit_rate = measure.bit_rate
            resampler = AudioResampler(format="fltp", layout="mono", rate=measure.rate)
            samples = 0
            for frame in source.decode(source.streams.audio[0]):
                for piece in resampler.resample(frame):
                    samples += _encode(target, stream, piece)
                if samples > measure.longest * measure.rate:
                    raise MediaRefused(measure.too_long)
            for piece in resampler.resample(None):
                samples += _encode(target, stream, piece)
            target.mux(stream.encode(None))
    if samples < SHORTEST * measure.rate:
        raise MediaRefused("没有录到声音，请再说一遍。")
    return CleanSound(out.getvalue(), samples / measure.rate)


def _encode(target: av.container.OutputContainer, stream: av.AudioStream, frame: av.AudioFrame) -> int:
    frame.pts = None
    target.mux(stream.encode(frame))
    return frame.samples
