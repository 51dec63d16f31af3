"""An avatar is how people recognise one another: these drawings must never change."""

import pytest

from apps.core.avatars import FORMS, MARKS, Avatar, avatar_of

PINNED = {
    "4GkQ2xWbZr7M": ("ochre", 4, 90, 5, 1),
    "Xy9TmPq3sVdA": ("stone", 4, 225, 4, 3),
    "hB5nRw8Kc2Je": ("ochre", 4, 90, 1, 3),
    "zQ7vLp4FtD6u": ("plum", 3, 315, 5, 0),
    "8mNcY3xGaH9k": ("stone", 2, 90, 1, 2),
    "T2rJwEb5pK4s": ("plum", 3, 270, 1, 2),
}


@pytest.mark.parametrize("public_id", PINNED)
def test_an_avatar_never_changes(public_id: str) -> None:
    tone, outline, turn, form, mark = PINNED[public_id]

    assert avatar_of(public_id) == Avatar(tone, outline, turn, FORMS[form], MARKS[mark])


def test_every_form_and_mark_of_the_look_is_drawn() -> None:
    drawn = [avatar_of(f"someone{number}") for number in range(400)]

    assert {avatar.form for avatar in drawn} == set(FORMS)
    assert {avatar.mark for avatar in drawn} == set(MARKS)
    assert {avatar.outline for avatar in drawn} == {1, 2, 3, 4}
    assert {avatar.turn for avatar in drawn} == set(range(0, 360, 45))
    assert len(FORMS) == 6
    assert len(MARKS) == 5
