"""Somebody with something in every corner, who can be looked for afterwards."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group, JoinRequest, Membership, Topic, TopicInterest
from apps.groups.services.access import read_access
from apps.journey.services.pact_days import SaidOfDay, keep_day
from apps.journey.services.pact_places import Offer, keep_places
from apps.journey.services.pact_terms import Terms, propose_terms
from apps.meetings.models import AttendanceProof, Echo, Line, Rsvp, Seat
from apps.messaging.models import Message, MutedWord, Picture, Reaction, Room, UnsentDraft
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import EvidencePicture, Report
from apps.moderation.services.snapshots import snapshot_of
from apps.notifications.services.sending import notify
from tests.accounts.corners import fill_corners, go_by_another_name, offer_something
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership
from tests.journey.keeping import keep_everything
from tests.journey.pacting import have_pact
from tests.meetings.factories import make_meeting
from tests.messaging.conversing import talking

# Once in everything that is theirs: nothing else has it.
CANARY = "quokkazine"
SAID = f"I am a {CANARY} and it was a hard week"


def say(user: User, room: Room, body: str) -> Message:
    return post_message(Draft(user.pk, room.public_id, str(uuid4()), body)).message


def make_canary(group: Group) -> User:
    """Return a member who has something in every table that keeps anything of people; every word of theirs holds CANARY.

    They had another alias before, and so much was told under it.
    """
    user = make_user(CANARY)
    me = make_membership(user, group, f"First {CANARY}")
    go_by_another_name(user, me, group, f"Ms {CANARY}")
    offer_something(user, group, CANARY)
    them = _says(user, me, group)
    _met(me, group)
    _keeps(user, me, group)
    fill_corners(user, me, them, CANARY)
    return user


def _says(user: User, me: Membership, group: Group) -> Membership:
    other = make_user("other")
    them = make_membership(other, group, "Sparrow")
    chat = chat_room(group)
    message = say(user, chat, f"{SAID}, @Sparrow")
    edit_message(user.pk, message.public_id, NewWords(body=f"{SAID}, dear @Sparrow"))
    picture = Picture(room=chat, uploader=me, message=message, width=1, height=1, description=CANARY)
    picture.file.save(f"{uuid4()}.webp", ContentFile(CANARY.encode()))
    reply = say(other, chat, f"I hear you, @{me.alias}")
    Reaction.objects.create(message=reply, membership=me, kind=Reaction.Kind.HEAR)
    room = talking(user, other, group)
    say(user, room, f"Just between us: {CANARY}")
    say(other, room, "Only for you")
    Block.objects.create(blocker=me, blocked=make_membership(make_user("blocked"), group, "Stoat"))
    say(user, chat, f"After the block: {CANARY}")
    report = Report.objects.create(
        group=group, reporter=them, subject="message", message=message, reported=me, category="other",
        snapshot=snapshot_of(message), state="looked_at", closed_at=timezone.now(),
    )  # fmt: skip
    kept = EvidencePicture(report=report, public_id=picture.public_id, description=CANARY)
    kept.file.save(f"{uuid4()}.webp", ContentFile(CANARY.encode()))
    Report.objects.create(
        group=group, reporter=me, subject="member", reported=them, category="other", words=CANARY,
        state="looked_at", closed_at=timezone.now(),
    )  # fmt: skip
    return them


def _met(me: Membership, group: Group) -> None:
    meeting = make_meeting(group, starts_in=-timedelta(days=1))
    Seat.objects.create(meeting=meeting, membership=me, joined_at=meeting.starts_at, seconds_present=3000)
    Rsvp.objects.create(meeting=meeting, membership=me, answer="yes")
    Line.objects.create(meeting=meeting, author=me, body=CANARY, client_id="1")
    Echo.objects.create(meeting=meeting, membership=me, mood="heavier")
    AttendanceProof.objects.create(
        meeting=meeting, membership=me, name=f"Maria {CANARY}", minutes=50, on=meeting.starts_at.date()
    )


def _keeps(user: User, me: Membership, group: Group) -> None:
    UnsentDraft.objects.create(membership=me, room=chat_room(group), body=f"Unsent {CANARY}")
    MutedWord.objects.create(user=user, word=f"Muted {CANARY}")
    keep_everything(user, CANARY)
    _has_a_pact(user, group)
    topic = Topic.objects.first()
    assert topic is not None
    TopicInterest.objects.create(user=user, topic=topic)
    notify(user.pk, kind="join_accepted", scope=group.public_id, details={"group": group.name, "alias": me.alias})
    asked = make_group("Another one")
    said = [{"question": "What brings you here?", "answer": f"A {CANARY}"}]
    JoinRequest.objects.create(
        group=asked, user=user, alias=CANARY, alias_folded=CANARY, agreement_version=1, answers=said
    )
    Client().force_login(user)
    assert read_access(user, group).alias == me.alias


def _has_a_pact(user: User, group: Group) -> None:
    mate = make_user("mate")
    make_membership(mate, group, "Magpie")
    keep_places(read_access(user, group), Offer(pacts=1, mentees=1, offer=f"I was a {CANARY}"))
    pact = have_pact(user, mate, group, aim=f"No {CANARY}")
    propose_terms(user, pact.public_id, Terms(f"Then {CANARY}", [0], pact.review_on), today=timezone.localdate())
    keep_day(user, pact.public_id, SaidOfDay(f"Less {CANARY}", "hard", f"More {CANARY}"))
    keep_day(mate, pact.public_id, SaidOfDay("Only the mate's"))
