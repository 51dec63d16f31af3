"""What a card on the wall shows of a post. Pure."""

from math import ceil

LINES = 12
LINE = 75  # letters, about


def beginning(text: str) -> tuple[str, bool]:
    """Return the first dozen lines of a post, as they are shown, and whether anything follows; words stay whole."""
    kept: list[str] = []
    room = LINES
    lines = text.split("\n")
    for place, line in enumerate(lines):
        needed = max(1, ceil(len(line) / LINE))
        if needed > room:
            kept.append(_cut(line, room * LINE))
            return "\n".join(kept).rstrip(), True
        kept.append(line)
        room -= needed
        if not room and place + 1 < len(lines):
            return "\n".join(kept).rstrip() + " …", True
    return text, False


def _cut(line: str, length: int) -> str:
    if not length:
        return "…"
    words = line[:length].rsplit(" ", 1)
    return f"{words[0] if len(words[0]) > length // 2 else line[:length]} …"
