"""What one can do for some minutes when everything is too much, and what each is called."""

from apps.core.sentences import gettext_noop

EXERCISES: dict[str, str] = {
    "breathing": gettext_noop("Breathe slowly"),
    "senses": gettext_noop("Five, four, three, two, one"),
    "water": gettext_noop("Cold water"),
    "walk": gettext_noop("A few steps"),
}
