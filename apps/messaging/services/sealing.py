"""What is left of a client id when a message is taken back: enough to know a repeat, and nothing that names anybody."""

from django.utils.crypto import salted_hmac


def sealed(author_id: int, client_id: str) -> str:
    """Return 64 letters that only the same author's same client id gives, and that lead to neither."""
    return salted_hmac("messaging.taken-back", f"{author_id}:{client_id}", algorithm="sha256").hexdigest()
