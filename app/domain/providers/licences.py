"""The unified social credit code of an organisation, checked by its own check letter (GB 32100-2015)."""

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def is_licence(code: str) -> bool:
    """Say whether these eighteen letters and digits can be such a code."""
    if len(code) != LENGTH or any(letter not in LETTERS for letter in code):
        return False
    weighed = sum(LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:-1]))
    return LETTERS[-weighed % 31] == code[-1]
