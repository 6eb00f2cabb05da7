"""What a reader raises when it cannot tell what was meant."""


class TextError(ValueError):
    """Text that could not be read; its message is a Japanese sentence that says what to do."""

    @property
    def sentence(self) -> str:
        return str(self)
