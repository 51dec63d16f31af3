"""Random, URL-safe names for rows: what people and other programs see instead of row numbers."""

import secrets

# Base 58: no 0, O, I or l, which people mistake for one another.
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """Return 12 random characters: 70 bits."""
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)  # the dice are thrown once
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


class PublicIdConverter:
    """Matches a public id in a URL pattern: `<public_id:group_id>`."""

    regex = f"[1-9A-HJ-NP-Za-km-z]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
