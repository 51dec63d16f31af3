"""How somebody looks: a pebble drawn from a public id, always the same for the same id.

The lists are part of every avatar ever seen: append nothing, reorder nothing, or people stop recognising each other.
"""

from dataclasses import dataclass
from hashlib import sha256

TONES = ("clay", "moss", "slate", "ochre", "plum", "stone")
OUTLINE_COUNT = 4
TURN_COUNT = 8

# Drawn in a square of 48; the pebble's outline is cut by CSS.
FORMS = (
    '<circle class="avatar__form" cx="14" cy="34" r="20"/>',
    '<path class="avatar__form" d="M0 26C12 14 30 40 48 22V48H0Z"/>',
    '<ellipse class="avatar__form" cx="30" cy="28" rx="12" ry="22"/>',
    '<path class="avatar__form" d="M0 0H26C26 16 16 26 0 26Z"/><circle class="avatar__form" cx="36" cy="36" r="9"/>',
    '<path class="avatar__form" d="M-2 36A26 26 0 0 1 50 36V50H-2Z"/>',
    '<path class="avatar__form" d="M24 4C44 12 44 36 24 44C4 36 4 12 24 4Z"/>',
)
MARKS = (
    '<path class="avatar__mark" d="M24 14C31 18 31 28 24 32C17 28 17 18 24 14Z"/>',
    '<path class="avatar__line" d="M10 30C18 20 30 36 40 26"/>',
    '<circle class="avatar__mark" cx="31" cy="17" r="6"/>',
    '<path class="avatar__mark" d="M12 24A12 12 0 0 1 36 24Z"/>',
    '<circle class="avatar__line" cx="24" cy="24" r="7"/>',
)


@dataclass(frozen=True, slots=True)
class Avatar:
    """One drawing. `outline` is 1 to 4, `turn` in degrees."""

    tone: str
    outline: int
    turn: int
    form: str
    mark: str


def avatar_of(public_id: str) -> Avatar:
    """Return the drawing that belongs to this public id, today and in ten years."""
    digest = sha256(public_id.encode()).digest()
    return Avatar(
        tone=TONES[digest[0] % len(TONES)],
        outline=digest[1] % OUTLINE_COUNT + 1,
        turn=digest[2] % TURN_COUNT * 45,
        form=FORMS[digest[3] % len(FORMS)],
        mark=MARKS[digest[4] % len(MARKS)],
    )
