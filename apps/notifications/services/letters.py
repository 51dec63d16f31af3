"""Where a letter that somebody got is to be read again."""

from urllib.parse import urlencode

from django.urls import reverse

MUTE = "member_muted"


def letters_address(scope: str, kind: str) -> str:
    """Return the address of one's letters of that kind about that scope, newest first."""
    return f"{reverse('notifications:notices')}?{urlencode({'about': scope, 'kind': kind})}"
