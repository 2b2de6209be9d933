"""A picture made anew from its pixels: no place, no camera, no comment and no trailing bytes come through."""

import io
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageOps

from app.media.kinds import MediaRefused

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONG_SIDE, THUMB_SIDE = 2560, 480
QUALITY = 82
MOST_THUMB_BYTES = 60 * 1024
TOO_LARGE = "这张图片太大了，请重新拍一张。"


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A JPEG made from pixels alone, with its size."""

    data: bytes = field(repr=False)
    width: int
    height: int


def clean_picture(data: bytes) -> CleanPicture:
    """Decode, turn upright, shrink to 2560 pixels and encode anew. Raises MediaRefused for whatever does not decode."""
    try:
        picture = _pixels(data, LONG_SIDE)
        return CleanPicture(_jpeg(picture, QUALITY), *picture.size)
    except MediaRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediaRefused(TOO_LARGE) from None
    except Exception:  # noqa: BLE001  a decoder fed with hostile bytes may raise anything; all of it means no
        raise MediaRefused from None


def thumbnail(data: bytes) -> bytes:
    """Make a JPEG of at most 60 kB out of a clean picture. Raises MediaRefused."""
    try:
        picture = _pixels(data, THUMB_SIDE)
        for quality in (75, 55, 35, 20):
            made = _jpeg(picture, quality)
            if len(made) <= MOST_THUMB_BYTES:
                return made
    except Exception:  # noqa: BLE001  see clean_picture
        raise MediaRefused from None
    raise MediaRefused


def _pixels(data: bytes, longest: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise MediaRefused(TOO_LARGE)
            if opened.format == "JPEG":
                opened.draft("RGB", (longest * 2, longest * 2))
            upright = ImageOps.exif_transpose(opened)
            flat = _flat(upright)
    flat.thumbnail((longest, longest))
    return flat


def _flat(picture: Image.Image) -> Image.Image:
    """Put a picture on white and copy its pixels into one that knows nothing else."""
    rgba = picture.convert("RGBA")
    clean = Image.new("RGB", rgba.size, "white")
    clean.paste(rgba, mask=rgba.getchannel("A"))
    return clean


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()
