"""Texts everybody may keep: written once, tagged, not sent again to those who have them."""

from fastapi import Response, status


def published(body: bytes, tag: str, seen: str | None) -> Response:
    """Answer with a published text, or say that the reader has it already."""
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if seen == tag:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
