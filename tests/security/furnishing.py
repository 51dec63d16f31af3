"""One thing of every kind that an address can name, all of it around one member of a group: theirs, or told to them.

Ids are called what addresses call them. Where these use one name for different things, each is called by what it is.
"""

from datetime import date, timedelta
from hashlib import sha256
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Export, User
from apps.accounts.services import passkeys, sessions
from apps.care.models import Resource
from apps.care.rules.exercises import EXERCISES
from apps.care.rules.plans import PARTS
from apps.core.encryption import Place, seal
from apps.groups.models import EndKind, Group, Invitation, JoinRequest, Membership, OwnershipOffer
from apps.groups.services.access import read_access
from apps.journey.models import (
    CompanyAsked,
    CompanyCall,
    Milestone,
    Pact,
    PactPlaces,
    PactSide,
    PactTerms,
    TellingRule,
)
from apps.journey.rules.own_days import Part
from apps.journey.services.supporters import Offer, invite_supporter
from apps.meetings.models import AttendanceProof, Meeting, Seat
from apps.meetings.services.attendance import signature_of
from apps.meetings.services.feeds.keys import make_key
from apps.messaging.models import Message, Picture, RememberedDay
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.remembering import today_in
from apps.messaging.services.rooms import wall_room
from apps.moderation.models import Action, Announcement, Appeal
from apps.moderation.models import Concern as Worry
from apps.moderation.services import reporting
from apps.moderation.services.reporting import Concern
from apps.notifications.models import PushDevice
from apps.notifications.services.mails import MailKind
from apps.notifications.services.unsubscribing import unsubscribe_address
from tests.accounts.factories import make_user
from tests.accounts.passkeys import Passkey
from tests.groups.factories import make_group, make_membership
from tests.journey.keeping import keep_everything
from tests.meetings.factories import make_meeting, make_series, make_step
from tests.messaging.conversing import asked as asked_to_talk

WORDS = "Kept as it is"
_numbers = count(1)


def furnish(author: Membership, message: Message) -> dict[str, str]:
    """Put one of each there; `message` is what the author said in the chat. Return the ids."""
    partner = make_membership(make_user("partner"), author.group, "Aspen")
    return {
        **own_things(author),
        **between_two(author, partner),
        **on_the_wall(author),
        **pictures_of(author, message),
        **looked_after(author, partner, message),
        **at_the_doors(author),
        **of_meetings(author),
        **of_the_account(author.user),
        **of_the_site(),
    }


def own_things(author: Membership) -> dict[str, str]:
    user = author.user
    ids = keep_everything(user, WORDS)
    ids["own_day_id"] = ids.pop("day_id")
    remembered = Milestone.objects.create(user=user, kind=Milestone.Kind.REMEMBRANCE, name=WORDS, day=date(2020, 1, 5))
    supporter, token = invite_supporter(user, Offer(WORDS, [], lasts=timedelta(days=7)))
    return ids | {
        "remembrance_id": remembered.public_id,
        "supporter_id": supporter.public_id,
        "supporter_token": token,
        "secret": make_key(user),
        "part": Part.MORNING,
    }


def between_two(author: Membership, partner: Membership) -> dict[str, str]:
    review_on, now = timezone.localdate() + timedelta(weeks=4), timezone.now()
    on, asked = (
        Pact.objects.create(state=state, asker=asker, asked=other, aim=WORDS, days=[0], review_on=review_on)
        for state, asker, other in ((Pact.State.ON, author, partner), (Pact.State.ASKED, partner, author))
    )
    PactSide.objects.bulk_create(PactSide(pact=on, member=one) for one in (author, partner))
    terms = PactTerms.objects.create(pact=on, proposer=partner, aim=WORDS, days=[1], review_on=review_on)
    PactPlaces.objects.create(member=author, pacts=5, mentees=2, offer=WORDS)
    rule = TellingRule.objects.create(
        user=partner.user, writer=partner, told=author, condition="often", state=TellingRule.State.AGREED
    )
    call = CompanyCall.objects.create(user=partner.user, ends_at=now + timedelta(hours=2))
    return {
        "pact_id": on.public_id,
        "asked_pact_id": asked.public_id,
        "terms_id": terms.public_id,
        "rule_id": rule.public_id,
        "asked_id": CompanyAsked.objects.create(call=call, caller=partner, member=author).public_id,
        "talk_id": asked_to_talk(partner.user, author.user, author.group).room.public_id,
    }


def on_the_wall(author: Membership) -> dict[str, str]:
    wall, user, today = wall_room(author.group), author.user, today_in(author.group)
    post = post_message(Draft(user.pk, wall.public_id, "post", WORDS)).message
    opening = begin_memorial(user.pk, wall.public_id, "page", About("Ida"), WORDS)
    assert opening.memorial
    day = RememberedDay.objects.create(
        memorial=opening.memorial,
        asker=author,
        occasion=RememberedDay.Occasion.OTHER,
        month=today.month,
        day=today.day,
        state=RememberedDay.State.HELD,
    )
    return {
        "wall_id": wall.public_id,
        "post_id": post.public_id,
        "opening_id": opening.public_id,
        "day_id": day.public_id,
    }


def pictures_of(author: Membership, message: Message) -> dict[str, str]:
    """Let one stand beside the message, and another one wait in the author's composer."""
    shown, waiting = (
        Picture.objects.create(
            room=message.room, uploader=author, message=place, width=8, height=6, file=ContentFile(b"p", "p.webp")
        )
        for place in (message, None)
    )
    return {"picture_id": shown.public_id, "waiting_picture_id": waiting.public_id}


def looked_after(author: Membership, partner: Membership, message: Message) -> dict[str, str]:
    """Let the partner report the message, and whoever moderated and has left have warned the author, who appealed."""
    group, now = author.group, timezone.now()
    found = reporting.find_reportable_message(group, partner.user, message.public_id)
    report = reporting.report_message(read_access(partner.user, group), found, Concern("harassment", WORDS))
    former = make_membership(make_user("former"), group, "Oak", ended_at=now, end_kind=EndKind.LEFT)
    action = Action.objects.create(group=group, kind=Action.Kind.WARN, actor=former, target=author, reason=WORDS)
    assert report.case
    return {
        "report_id": report.public_id,
        "case_id": report.case.public_id,
        "action_id": action.public_id,
        "appeal_id": Appeal.objects.create(action=action, words=WORDS).public_id,
        "concern_id": Worry.objects.create(group=group, member=author).public_id,
        "membership_id": author.public_id,
        "member_id": author.public_id,
    }


def at_the_doors(author: Membership) -> dict[str, str]:
    group, token = author.group, f"door-{next(_numbers)}"
    invitation = Invitation.objects.create(
        group=group,
        token_hash=sha256(token.encode()).hexdigest(),
        expires_at=timezone.now() + timedelta(days=7),
        uses_left=5,
    )
    asking = make_user("asking")
    request = JoinRequest.objects.create(
        group=group, user=asking, alias="Willow", alias_folded="willow", agreement_version=1
    )
    OwnershipOffer.objects.create(group=group, to=author)
    return {
        "token": token,
        "group_invitation_id": invitation.public_id,
        "request_id": request.public_id,
        "new_member_id": make_membership(make_user("new"), group, "Newt", settled_at=None).public_id,
        "proposed_id": make_group("Not yet", state=Group.State.PROPOSED).public_id,
    }


def of_meetings(author: Membership) -> dict[str, str]:
    """Let there be one ahead, one over in which the author was, what they offer, and what a meeting goes by."""
    ahead, step = make_meeting(author.group), make_step(author.group)
    over = make_meeting(author.group, series=ahead.series, starts_in=timedelta(days=-1), state=Meeting.State.ENDED)
    Seat.objects.create(
        meeting=over, membership=author, state=Seat.State.LEFT, joined_at=over.starts_at, seconds_present=3000
    )
    proof = AttendanceProof.objects.create(
        meeting=over, membership=author, name="A. Lder", on=over.occurs_on, minutes=50
    )
    return {
        "meeting_id": ahead.public_id,
        "past_meeting_id": over.public_id,
        "weekly_id": ahead.series.public_id,
        "series_id": make_series(author.group, offered_by=author).public_id,
        "script_id": step.script.public_id,
        "step_id": step.public_id,
        "proof_id": proof.public_id,
        "signature": signature_of(proof),
    }


def of_the_account(user: User) -> dict[str, str]:
    browser = Client()
    browser.force_login(user)
    key = browser.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="A browser")
    made = Passkey().made({"publicKey": {"challenge": "AAAA", "rp": {"id": "localhost"}}})
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": WORDS, "credential": made}
    )
    device = PushDevice.objects.create(user=user, name=WORDS, address_mark=f"mark {next(_numbers)}")
    export = Export(user=user, ready_at=timezone.now())
    content = seal(b"packed", Place("accounts_export", export.public_id, "file"))
    export.file.save(f"{export.public_id}", ContentFile(content))
    address = unsubscribe_address(user, MailKind.REMINDER)
    assert address
    return {
        "session_mark": sessions.mark_of(key or ""),
        "passkey_mark": passkeys.mark_of(passkey),
        "device_id": device.public_id,
        "export_id": export.public_id,
        "letters": address.rstrip("/").rpartition("/")[2],
    }


def of_the_site() -> dict[str, str]:
    fields = {"country": "GB", "url": "https://example.org/", "source_url": "https://example.org/", "ways": ["phone"]}
    help_offered = Resource.objects.create(name=WORDS, verified_on=timezone.localdate(), **fields)
    return {
        "resource_id": help_offered.public_id,
        "announcement_id": Announcement.objects.create(starts_on=date.min, ends_on=date.max).public_id,
        "receipt": reporting.receipt_of(reporting.report_page(None, Concern("other", WORDS))),
        "exercise_name": next(iter(EXERCISES)),
        "part_name": PARTS[0].name,
    }
