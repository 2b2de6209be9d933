"""The one way a launch step fails: a plain Chinese sentence, and what to do about it."""


class StepFailed(Exception):
    """A step cannot be done. `sentence` says what happened, `advice` what the person at the terminal can do."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice
