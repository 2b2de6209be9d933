"""`python -m app.media.apart <work>`: do one piece of work on standard input, under limits, and leave."""

import resource
import sys

from app.media.cleaning import CPU_SECONDS, LENGTH, MEMORY, clean_work, packed
from app.media.kinds import MediaRefused


def main() -> None:
    """Clean one file; a refusal is an answer too."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = packed(clean_work(sys.argv[1], sys.stdin.buffer.read()))
    except MediaRefused as refused:
        told = b'{"refused": ' + _quoted(refused.text) + b"}"
        answer = b"".join(LENGTH.pack(len(part)) + part for part in (told, b"", b""))
    sys.stdout.buffer.write(answer)


def _quoted(sentence: str) -> bytes:
    import json  # noqa: PLC0415  only a refusal needs it

    return json.dumps(sentence).encode()


if __name__ == "__main__":
    main()
