"""What a template of a message is."""

from typing import NamedTuple


class Text(NamedTuple):
    """A message with slots in braces, and the kind of file that it says is attached, or ""."""

    text: str
    file: str = ""


class Language(NamedTuple):
    """What customers write in one language, and staff about it; keys are the stored subjects."""

    messages: dict[str, tuple[Text, ...]]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    notes: dict[str, tuple[str, ...]]
    months: tuple[str, ...]
