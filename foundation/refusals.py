"""How a rule says no: a code for programs and tests, a polite Japanese sentence for people.

Rules return a ``Refusal`` or ``None``; actions raise ``Refused``; views show the sentence as it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why something may not happen now, and what to do next."""

    code: str
    sentence: str


class Refused(Exception):
    """An action that did not happen; made from a ``Refusal`` or from its code and sentence."""

    def __init__(self, refusal: Refusal | str, sentence: str = "") -> None:
        if isinstance(refusal, str):
            if not sentence:
                raise TypeError("a refusal needs a sentence that can be shown")
            refusal = Refusal(refusal, sentence)
        self.refusal = refusal
        # The arguments are what pickling and copying call the class with.
        super().__init__(refusal.code, refusal.sentence)

    @property
    def code(self) -> str:
        return self.refusal.code

    @property
    def sentence(self) -> str:
        return self.refusal.sentence

    def __str__(self) -> str:
        return self.refusal.sentence
