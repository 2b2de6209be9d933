"""Words read aloud by the machine, on this machine: espeak-ng's Mandarin voice, marked 机器朗读 wherever it is heard.

The library keeps one state per process and is loaded in a process of its own only (app.media.apart).
"""

import ctypes
import io
import wave

import espeakng_loader

from app.media.kinds import MediaRefused

RETRIEVAL, UTF8, RATE_OF_SPEECH = 2, 1, 1
WORDS_A_MINUTE = 150
VOICE = b"cmn"
MOST_LETTERS = 2_400
Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def read_aloud(words: str) -> bytes:
    """Read words aloud and give a WAV of one channel. Raises MediaRefused for nothing to read, or too much."""
    if not words.strip() or len(words) > MOST_LETTERS:
        raise MediaRefused("这段文字不能朗读，请写短一些。")
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
    samples = bytearray()

    def heard(piece: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if piece and count:
            samples.extend(ctypes.string_at(piece, count * ctypes.sizeof(ctypes.c_short)))
        return 0

    callback = Heard(heard)
    library.espeak_SetSynthCallback(callback)
    spoken = words.encode()
    went_wrong = (
        library.espeak_SetVoiceByName(VOICE)
        or library.espeak_SetParameter(RATE_OF_SPEECH, WORDS_A_MINUTE, 0)
        or library.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, UTF8, None, None)
        or library.espeak_Synchronize()
    )
    if rate <= 0 or went_wrong or not samples:
        raise MediaRefused("机器没有读出来，请先看文字。")
    return _wav(bytes(samples), rate)


def _wav(samples: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(ctypes.sizeof(ctypes.c_short))
        target.setframerate(rate)
        target.writeframes(samples)
    return out.getvalue()
