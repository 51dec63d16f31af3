"""The directory of professional support: looked through by everybody, looked after by those who run the site."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.care.errors import EntryChanged
from apps.care.models import Cost, Resource, Way
from apps.care.models.resources import fresh_since
from apps.care.rules.directory_file import COLUMNS, write_rows
from apps.care.services.helplines import language_name
from apps.care.topics import known_topics
from apps.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Offer:
    """What is written down of one offer."""

    name: str
    country: str
    ways: Sequence[str]
    source_url: str
    verified_on: date
    organization: str = ""
    description: str = ""
    region: str = ""
    topics: Sequence[str] = field(default_factory=list)
    languages: Sequence[str] = field(default_factory=list)
    costs: Sequence[str] = field(default_factory=list)
    cost_note: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; what is empty leaves nothing out."""

    country: str = ""
    region: str = ""
    topic: str = ""
    language: str = ""
    cost: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with its short names in words."""

    resource: Resource
    ways: str
    costs: str
    languages: str
    topics: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many entries a file brought, changed and left as they were."""

    added: int
    changed: int
    same: int


def find_resources(sought: Sought) -> QuerySet[Resource]:
    """Return what fits, in order of name; an offer for a whole country fits each region, one for everything each topic."""
    fits = Q()
    if sought.country:
        fits &= Q(country=sought.country)
    if sought.region:
        fits &= Q(region__in=[sought.region, ""])
    if sought.topic:
        fits &= Q(topics__contains=[sought.topic]) | Q(topics=[])
    for name, said in (("languages", sought.language), ("costs", sought.cost), ("ways", sought.way)):
        if said:
            fits &= Q(**{f"{name}__contains": [said]})
    return Resource.objects.filter(fits)


def stale_resources(today: date) -> QuerySet[Resource]:
    """Return what nobody has checked for too long, the longest first."""
    return Resource.objects.filter(verified_on__lt=fresh_since(today)).order_by("verified_on", "pk")


def fresh_resources(today: date) -> QuerySet[Resource]:
    """Return all others."""
    return Resource.objects.filter(verified_on__gte=fresh_since(today))


def in_words(resources: Iterable[Resource]) -> list[Shown]:
    """Return the entries as they are read, in the active language."""
    topics = dict(known_topics())
    return [_shown(resource, topics) for resource in resources]


def find_resource(public_id: str) -> Resource:
    """Return one entry. Raises NotFound."""
    found = Resource.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def add_resource(offer: Offer) -> Resource:
    """It stands in the directory."""
    return Resource.objects.create(**asdict(offer))


def state_of(resource: Resource) -> str:
    """Return what it says, as the page that it is changed on takes along."""
    return json.dumps({name: getattr(resource, name) for name in Offer.__slots__}, default=str, ensure_ascii=False)


def changed_since(resource: Resource, seen: str) -> list[str]:
    """Return the names of what somebody else has changed since it was `seen` (`state_of`)."""
    try:
        before = json.loads(seen)
    except ValueError:
        before = None
    present = json.loads(state_of(resource))
    return [name for name in present if not isinstance(before, dict) or before.get(name) != present[name]]


@transaction.atomic
def change_resource(public_id: str, offer: Offer, *, seen: str) -> None:
    """It says this from now on, unless it no longer says what was `seen`.

    Raises EntryChanged, and NotFound. Sent again, what stands there already is no change of somebody else's.
    """
    found = _locked(public_id)
    if seen != state_of(found) and _differs(found, offer):
        raise EntryChanged
    _change(found, offer)


@transaction.atomic
def note_checked(public_id: str, today: date) -> None:
    """Somebody looked today, and it is all still so. Raises NotFound."""
    found = _locked(public_id)
    found.verified_on = today
    found.save(update_fields=["verified_on"])


@transaction.atomic
def remove_resource(public_id: str) -> None:
    """It is gone. Raises NotFound."""
    _locked(public_id).delete()


@transaction.atomic
def keep_file(offers: Sequence[tuple[str, Offer]]) -> Outcome:
    """Everything of a file stands in the directory, each under its key: what has none, or an unknown one, is new.

    What stands there and not in the file stays. Two files at once: what both bring for the first time stands as one of
    them said it.
    """
    keys = [key for key, _offer in offers if key]
    present = {one.key: one for one in Resource.objects.select_for_update().filter(key__in=keys).order_by("pk")}
    new = [(key, offer) for key, offer in offers if key not in present]
    Resource.objects.bulk_create(
        [Resource(**asdict(offer), **({"key": key} if key else {})) for key, offer in new], ignore_conflicts=True
    )
    changed = sum(_change(present[key], offer) for key, offer in offers if key in present)
    return Outcome(len(new), changed, len(present) - changed)


def written() -> str:
    """Return the whole directory as a table."""
    return write_rows(
        {name: getattr(resource, name) for name in COLUMNS.values()} for resource in Resource.objects.all()
    )


def _shown(resource: Resource, topics: Mapping[str, str]) -> Shown:
    return Shown(
        resource,
        ", ".join(str(Way(one).label) for one in resource.ways),
        ", ".join(str(Cost(one).label) for one in resource.costs),
        ", ".join(language_name(code) for code in resource.languages),
        ", ".join(topics[one] for one in resource.topics if one in topics),
    )


def _locked(public_id: str) -> Resource:
    found = Resource.objects.select_for_update().filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def _change(resource: Resource, offer: Offer) -> bool:
    if not _differs(resource, offer):
        return False
    said = asdict(offer)
    for name, value in said.items():
        setattr(resource, name, value)
    resource.save(update_fields=list(said))
    return True


def _differs(resource: Resource, offer: Offer) -> bool:
    return any(getattr(resource, name) != value for name, value in asdict(offer).items())
