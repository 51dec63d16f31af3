"""Two members who have a pact."""

from datetime import date, timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.journey.models import Pact
from apps.journey.services.pact_asking import OwnPart, Wish, accept_pact, ask_for_pact
from tests.groups.factories import membership_of

BOTH_AGREE = OwnPart(agrees_to_nudges=True)


def ask(asker: User, asked: User, group: Group, *, aim: str = "Write before, not after", kind: str = "pact") -> Pact:
    today = timezone.localdate()
    wish = Wish(aim, list(range(7)), today + timedelta(weeks=4), kind)
    return ask_for_pact(read_access(asker, group), membership_of(asked, group), wish, BOTH_AGREE, today=today)


def have_pact(
    asker: User, asked: User, group: Group, *, aim: str = "Write before, not after", kind: str = "pact"
) -> Pact:
    pact = ask(asker, asked, group, aim=aim, kind=kind)
    return accept_pact(asked, pact.public_id, BOTH_AGREE)


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)
