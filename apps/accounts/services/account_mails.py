"""Which mails about an account itself there are: a code, or that something about it changed. allauth sends them."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from apps.core.wording import speaking

FOLDERS = ("account/email", "mfa/email")
SUBJECT = "_subject.txt"


@cache
def subject_templates() -> list[str]:
    """Return the name of the template of each subject."""
    templates = Path(settings.BASE_DIR) / "templates"
    found = [path for folder in FOLDERS for path in (templates / folder).glob(f"*{SUBJECT}")]
    return sorted(path.relative_to(templates).as_posix() for path in found)


def subjects_in(language: str) -> list[str]:
    """Return every subject that such a mail may have, once, in that language or else in the site's."""
    with speaking(language):
        return sorted({render_to_string(name).strip() for name in subject_templates()})
