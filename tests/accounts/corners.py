"""Something in every corner where Beside keeps anything of somebody, so that what is forgotten there is found."""

from datetime import time, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.utils import timezone

from apps.accounts.models import User
from apps.care.models import SafetyPlan
from apps.care.rules.plans import PARTS
from apps.groups.models import (
    DutyHours,
    Group,
    HandOver,
    Invitation,
    KeptApart,
    Membership,
    Mute,
    OwnershipOffer,
    Shift,
)
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.own_membership import change_alias
from apps.groups.services.welcoming import look_out_for
from apps.journey.models import (
    CompanyAsked,
    CompanyCall,
    CompanyCircle,
    Milestone,
    OwnTimes,
    PeerPlace,
    StepChoices,
    TellingRule,
)
from apps.journey.services.supporters import Offer, invite_supporter
from apps.meetings.models import (
    CalendarKey,
    InPersonAdvice,
    Meeting,
    Reminder,
    ReminderPreference,
    Running,
    Seat,
    Service,
)
from apps.meetings.services.afterwards import ask_for_a_word, find_stay
from apps.meetings.services.telling import Change, Touched, tell_coming, tell_place_free, tell_reminders
from apps.messaging.models import (
    AwaitedAnswer,
    ChatPreference,
    DayAside,
    HardWords,
    Light,
    Memorial,
    Message,
    ReadMark,
    RememberedDay,
    Screened,
    UntoldWords,
)
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import (
    Action,
    Announcement,
    Appeal,
    Ban,
    CardOpening,
    Case,
    CaseStep,
    Concern,
    EvidencePicture,
    ModeratorSettings,
    PutAway,
    Report,
)
from apps.moderation.services import cards, care
from apps.moderation.services.snapshots import moment_of
from apps.notifications.models import Mailbox, MailRhythm, NoticeChoice, PushDevice, QuietHours, ScopeChoice
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership
from tests.meetings.factories import make_meeting
from tests.meetings.offering import offer
from tests.meetings.offering import say as answer


def go_by_another_name(user: User, me: Membership, group: Group, alias: str) -> None:
    """Others were told of them under the alias that they had; from now on they have this one."""
    newcomer = make_membership(make_user("newcomer"), group, "Wren", settled_at=None)
    Membership.objects.filter(pk=me.pk).update(roles=[Role.GREETER, Role.MODERATOR])
    look_out_for(read_access(user, group), newcomer.public_id)
    concern = Concern.objects.create(group=group, member=newcomer, taken_by=me)
    care.tell_member(read_access(user, group), concern.public_id, "How are you, after yesterday?")
    _wants_a_word(user, me, group)
    Membership.objects.filter(pk=me.pk).update(roles=[])
    change_alias(read_access(user, group), alias, may_look_like_name=True)
    me.refresh_from_db()


def _wants_a_word(user: User, me: Membership, group: Group) -> None:
    host = make_membership(make_user("host"), group, "Plover", Role.FACILITATOR)
    now = timezone.now()
    meeting = make_meeting(group, starts_in=-timedelta(hours=2), state=Meeting.State.ENDED, ended_at=now)
    for member in (me, host):
        Seat.objects.create(meeting=meeting, membership=member, joined_at=meeting.starts_at, state=Seat.State.LEFT)
    ask_for_a_word(find_stay(meeting.public_id, user))


def offer_something(user: User, group: Group, word: str) -> None:
    """Somebody says yes to what they offer, and has been told everything that there is to tell of it."""
    meeting = offer(user, group, title=f"A walk with {word}", description=f"Past the {word}", place=f"At {word}’s")
    guest = make_user("guest")
    coming = make_membership(guest, group, "Dunlin")
    answer(guest, meeting)
    for change in Change:
        tell_coming([Touched(meeting, change)])
    tell_place_free(meeting, coming)
    tell_reminders([(meeting, coming)])
    other = offer(user, group, title=f"A walk with {word}", starts_on=meeting.occurs_on + timedelta(days=1),
                  ends_on=meeting.occurs_on + timedelta(days=1))  # fmt: skip
    answer(guest, other)
    tell_coming([Touched(one, Change.MOVED) for one in (meeting, other)])
    Report.objects.create(
        group=group, reporter=coming, subject="meeting", category="other", snapshot=moment_of(meeting, None),
        state="looked_at", closed_at=timezone.now(),
    )  # fmt: skip


def fill_corners(user: User, me: Membership, them: Membership, word: str) -> None:
    """Every table that keeps something of people keeps something of this one, with the word where it is theirs alone."""
    _account(user, word)
    _group(user, me, them)
    _way(user, me, them, word)
    _meetings(user, me)
    _talks(me)
    _care(user, me, word)
    _conduct(user, me, them, word)
    _notices(user, me.group, word)


def _account(user: User, word: str) -> None:
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key=word, sent=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": word})
    UserSession.objects.create(user=user, ip="192.0.2.0", user_agent=word, session_key=word, data={})
    LogEntry.objects.create(user=user, action_flag=2, object_repr="A helpline", change_message="Verified")


def _group(user: User, me: Membership, them: Membership) -> None:
    now, group = timezone.now(), me.group
    Invitation.objects.create(group=group, made_by=me, token_hash="1", expires_at=now)
    Invitation.objects.create(group=group, to=user, token_hash="2", expires_at=now)
    one, other = sorted((user, make_user("apart")), key=lambda person: person.pk)
    KeptApart.objects.create(one=one, other=other, one_asked=True)
    Mute.objects.create(muter=me, muted=them)
    Shift.objects.create(group=group, member=me, starts_at=now, ends_at=now + timedelta(hours=1))
    DutyHours.objects.create(group=group, member=me, weekday=0, starts_at=time(9), ends_at=time(10))
    HandOver.objects.create(group=group, author=me, words="The room is booked.", written_at=now)
    OwnershipOffer.objects.create(group=group, to=me)


def _way(user: User, me: Membership, them: Membership, word: str) -> None:
    now = timezone.now()
    milestone = Milestone.objects.filter(user=user).first()
    assert milestone is not None
    PeerPlace.objects.create(milestone=milestone, member=me, counts_from="last", delay=3)
    invite_supporter(user, Offer(word, [f"milestone:{milestone.public_id}"], word, lasts=timedelta(days=7)))
    OwnTimes.objects.create(user=user, morning_at=time(8))
    StepChoices.objects.create(user=user, set_aside=["react"])
    TellingRule.objects.create(user=user, writer=me, told=them, condition="often", state="agreed", agreed_at=now)
    CompanyCircle.objects.create(user=user, members=[them.public_id], welcomers_of=me.group.public_id)
    call = CompanyCall.objects.create(user=user, ends_at=now + timedelta(hours=1))
    CompanyAsked.objects.create(call=call, caller=me, member=them)


def _meetings(user: User, me: Membership) -> None:
    meeting = make_meeting(me.group, starts_in=timedelta(days=2))
    meeting.series.hosts.add(me)
    Service.objects.create(meeting=meeting, membership=me, role="host")
    Reminder.objects.create(
        meeting=meeting, membership=me, starts_at=meeting.starts_at, lead=timedelta(hours=1), channel="page"
    )
    Running.objects.create(meeting=meeting, frozen_by=me, frozen_at=timezone.now())
    ReminderPreference.objects.create(user=user)
    CalendarKey.objects.create(user=user, secret_hash="1")
    InPersonAdvice.objects.get_or_create(user=user)


def _talks(me: Membership) -> None:
    room, now = chat_room(me.group), timezone.now()
    message = Message.objects.filter(author=me, room=room).first()
    ChatPreference.objects.create(membership=me)
    ReadMark.objects.get_or_create(membership=me, room=room)
    memorial = Memorial.objects.create(room=room, founder=me, name="Rosa")
    day = RememberedDay.objects.create(memorial=memorial, asker=me, occasion="birthday", month=2, day=29)
    Light.objects.create(day=day, membership=me, lit_on=now.date())
    DayAside.objects.create(membership=me, memorial=memorial, day=day)
    Screened.objects.get_or_create(message=message, defaults={"cause": "word", "is_held": False})
    AwaitedAnswer.objects.get_or_create(message=message, defaults={"due_at": now})
    HardWords.objects.get_or_create(message=message)
    UntoldWords.objects.get_or_create(message=message)


def _care(user: User, me: Membership, word: str) -> None:
    SafetyPlan.objects.create(user=user, **{part.name: f"{part.name} {word}" for part in PARTS})
    cards.write_card(read_access(user, me.group), f"My sister {word}")
    carer = make_user("carer")
    looks_after = make_membership(carer, me.group, "Teal", Role.MODERATOR)
    concern = Concern.objects.create(group=me.group, member=me, taken_by=looks_after)
    care.tell_member(read_access(carer, me.group), concern.public_id, f"Is the {word} with you?")
    told = read_access(carer, me.group)
    care.close_concern(told, concern.public_id, care.Ending(f"She has the {word}.", asks_again=False))
    CardOpening.objects.create(
        concern=concern, asked_by=looks_after, reason=f"No word of {word}", agreed_at=timezone.now()
    )


def _conduct(user: User, me: Membership, them: Membership, word: str) -> None:
    now, group = timezone.now(), me.group
    warned = Action.objects.create(group=group, kind=Action.Kind.WARN, target=me, reason=f"Too much {word}", seen=word)
    Appeal.objects.create(action=warned, words=f"Only {word}")
    case = Case.objects.create(
        group=group, subject="member", about=me, category="other", due_at=now, state="done", note=f"It was {word}."
    )
    CaseStep.objects.create(case=case, kind=CaseStep.Kind.HANDED_OVER, note=f"Look at {word}")
    elsewhere = Case.objects.create(group=group, subject="member", about=them, category="other", due_at=now)
    CaseStep.objects.create(case=elsewhere, kind=CaseStep.Kind.CLAIMED, by=me)
    mine = Report.objects.filter(reporter=me).first()
    kept = EvidencePicture(report=mine, public_id="1" * 12)
    kept.file.save("theirs.webp", ContentFile(b"theirs"))
    ModeratorSettings.objects.create(user=user, is_veiled=True)
    Ban.objects.create(user=user, person="1" * 64, group=make_group("Closed to them"))
    said = Announcement.objects.create(title="A pause", words="On Sunday.", starts_on=now.date(), ends_on=now.date())
    PutAway.objects.create(announcement=said, user=user)


def _notices(user: User, group: Group, word: str) -> None:
    NoticeChoice.objects.create(user=user, kind="news", in_page=True, by_mail=False)
    ScopeChoice.objects.create(user=user, scope=group.public_id, no_mail=True)
    QuietHours.objects.create(user=user, is_on=True)
    MailRhythm.objects.create(user=user)
    Mailbox.objects.create(user=user, address=user.email)
    PushDevice.objects.create(
        user=user, name=f"{word}’s phone", address_mark="1", session_mark="1", address=word, browser_key=word,
        browser_secret=word,
    )  # fmt: skip
