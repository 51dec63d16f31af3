"""Somebody who keeps something of every kind and leans on others in every way, with what has come of it."""

from datetime import time, timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.care.rules.plans import NAMES, mark_of
from apps.care.services.plans import keep_part
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.journey.models import CompanyAsked, Pact, TellingRule
from apps.journey.rules.supporters import Piece, named
from apps.journey.services.being_there import be_there
from apps.journey.services.circle import Circle, keep_circle
from apps.journey.services.company import call_for_company
from apps.journey.services.noticing import Wish, begin_noticing
from apps.journey.services.pact_days import SaidOfDay, keep_day
from apps.journey.services.pact_places import Offer, keep_places
from apps.journey.services.pact_terms import Terms, propose_terms
from apps.journey.services.peers import enter_peer_circle
from apps.journey.services.supporters import Offer as SupporterOffer
from apps.journey.services.supporters import invite_supporter
from apps.journey.services.telling_rules import agree, write_rule
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.journey.keeping import begin, keep_everything
from tests.journey.pacting import ask, have_pact, in_days


def lean_on_others(user: User, group: Group, word: str) -> dict[str, str]:
    """Keep one of each and let each kind of company stand, with this word in it; return the ids that addresses take.

    The user is a member of the group. The others are Ash (a pact, proposes other terms), Elm (is asked for a pact),
    Fir (asks for one), Yew (offers to be a mentor) and Oak (a pact, was proposed other terms); `pact_ids` are of all
    these pacts, with blanks between them.
    """
    ids = keep_everything(user, word)
    ash, elm, fir, yew, oak = (_member(name, group) for name in ("ash", "elm", "fir", "yew", "oak"))
    for each in (user, yew):
        keep_places(read_access(each, group), Offer(5, 1, word))
    pacts = [_pact(user, ash, group, word, proposer=ash), _pact(user, oak, group, word, proposer=user)]
    pacts += [ask(user, elm, group, aim=f"{word}, Elm"), ask(fir, user, group, aim=f"{word}, Fir")]
    for each in (user, ash, elm):
        own = begin(each, f"{word}, since", "since", timezone.localdate() - timedelta(days=40), timezone.localdate())
        enter_peer_circle(each, own.public_id, group.public_id, "beginning")
        ids["counted_id"] = ids.get("counted_id", own.public_id)
    return ids | {
        "group_id": group.public_id,
        "member_id": membership_of(yew, group).public_id,
        "pact_id": pacts[0].public_id,
        "pact_ids": " ".join(pact.public_id for pact in pacts),
        "remembered_id": begin(user, f"{word}, remembered", "remembrance").public_id,
        "rule_id": _rules(user, ash, group).public_id,
        "asked_id": _company(user, ash, group).public_id,
        **_shown_to_a_supporter(user, word, ids),
    }


def _member(name: str, group: Group) -> User:
    person = make_user(name)
    make_membership(person, group, f"{name.capitalize()} of the Marigolds", Role.GREETER)
    return person


def _pact(user: User, other: User, group: Group, word: str, *, proposer: User) -> Pact:
    pact = have_pact(user, other, group, aim=f"{word}, {membership_of(other, group).alias}")
    for each in (user, other):
        keep_day(each, pact.public_id, SaidOfDay(word, "hard", word))
    terms = Terms(word, [2, 5], in_days(40), time(20), time(21))
    propose_terms(proposer, pact.public_id, terms, today=timezone.localdate())
    return pact


def _rules(user: User, other: User, group: Group) -> TellingRule:
    """Let each have a rule by which the other one hears; return the other one's."""
    begin_noticing(other, Wish("4"))
    for writer, told in ((user, other), (other, user)):
        rule = write_rule(writer, membership_of(told, group).public_id, "often")
        agree(told, rule.public_id)
    return rule


def _company(user: User, other: User, group: Group) -> CompanyAsked:
    """Let each call the other one, who comes; return that the user was asked."""
    for caller, called in ((user, other), (other, user)):
        keep_circle(caller, Circle([membership_of(called, group).public_id]))
        call_for_company(caller)
    be_there(other, CompanyAsked.objects.get(member__user=other).public_id)
    return CompanyAsked.objects.get(member__user=user)


def _shown_to_a_supporter(user: User, word: str, ids: dict[str, str]) -> dict[str, str]:
    for name in NAMES:
        keep_part(user, name, word, drawn_from=mark_of(""))
    pieces = [piece.value for piece in Piece] + [named("plan", name) for name in NAMES]
    pieces += [named("milestone", ids["milestone_id"]), named("boundary", ids["boundary_id"])]
    invitation, token = invite_supporter(user, SupporterOffer(word, pieces, word, lasts=timedelta(days=7)))
    return {"invitation_id": invitation.public_id, "token": token}
