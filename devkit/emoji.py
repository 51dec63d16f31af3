"""Makes static/vendor/emoji/emoji.json from the npm package emojibase-data, unpacked somewhere.

    npm pack emojibase-data@17.0.0 && tar xzf emojibase-data-17.0.0.tgz
    python -m devkit.emoji package

Left out: flags and skin tones (nobody is sorted by them here), gendered doubles of a neutral sign, what old phones do not
have, and drinks, smoke, gambling and weapons: in a room of people who fight with them they are not one tap away.
Whoever wants one has it on their own keyboard.
"""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "static/vendor/emoji/emoji.json"
NEWEST = 14  # version of Unicode Emoji
COMPONENTS, PEOPLE, FLAGS = 2, 1, 9
MOST_TAGS = 3
NOT_ONE_TAP_AWAY = frozenset("🍾🍷🍸🍹🍺🍻🥂🥃🍶🚬🔪🗡🔫💣🎰🧉💉💊⚰🪦🩸")

type Sign = dict[str, Any]


def main(package: Path) -> None:
    """Write the file; the same package always gives the same one."""
    english, spanish = (_read(package, language) for language in ("en", "es"))
    wanted = sorted(filter(_is_wanted, english.values()), key=lambda sign: (sign["group"], sign["order"]))
    keys = {group["order"]: group["key"] for group in json.loads((package / "en/messages.json").read_text())["groups"]}
    groups = [
        {
            "group": keys[group],
            "signs": [[sign["emoji"], _words(sign), _words(spanish[sign["hexcode"]])] for sign in of],
        }
        for group, of in groupby(wanted, key=lambda sign: sign["group"])
    ]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(groups, ensure_ascii=False, separators=(",", ":")) + "\n")


def _read(package: Path, language: str) -> dict[str, Sign]:
    return {sign["hexcode"]: sign for sign in json.loads((package / language / "data.json").read_text())}


def _is_wanted(sign: Sign) -> bool:
    if sign.get("group") in {None, COMPONENTS, FLAGS} or sign.get("version", 0) > NEWEST:
        return False
    is_double = sign["group"] == PEOPLE and "gender" in sign
    return not is_double and sign["emoji"].rstrip("\ufe0f") not in NOT_ONE_TAP_AWAY


def _words(sign: Sign) -> str:
    label = sign["label"]
    return "|".join([label, *[tag for tag in sign.get("tags", []) if tag not in label][:MOST_TAGS]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
