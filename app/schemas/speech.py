"""What goes out about sounds, beside the sounds."""

from app.schemas.out import Out


class SpeechShown(Out):
    """The mark beside the machine's voice, and what people of the county recorded, as `kind.key`."""

    machine_words: str
    recorded: list[str]
