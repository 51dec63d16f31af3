"""The permissions as a page for people: the tables of docs/permissions.md."""

from collections.abc import Iterator

from apps.groups.permissions import GRANTS, RANK, SITE_STAFF_GRANTS, TAKEN, Permission, Role, State
from apps.groups.rules.permission_words import SENTENCES

_HEAD = """# Who may do what in a group

Written by `manage.py write_permissions_doc` from `apps/groups/permissions.py`: change it there.

Roles add up; one person may hold several. States take away, from whoever they hold of. Whoever is not in a group has
what its page gives to anyone, and meets the same 404 as for a group that does not exist everywhere else.
"""

_RULES = """## Rank and conflict

Acting on a member needs a rank above theirs: {ranks}. Site safety staff stand above all.
Nobody acts on themself. An owner is therefore no other owner's to demote; each may lay down their own roles, the last
owner only after another has accepted the group. Owning is asked and accepted; a group without an owner asks its
facilitators and moderators, and after a week site safety staff. Groups are founded by site safety staff and by people who
were given the permission `groups.add_group` in the administration; where the site wishes it, by everybody, and staff look
at each first. A new group is unlisted until its owner lists it.

The states stricter, held, read_only and closed hold in the group's rooms alone, while nobody is on duty, and never for
those who look after it. Conversations of two and meetings go on.
"""


def permissions_document() -> str:
    """Return docs/permissions.md as it should be."""
    in_order: list[Role] = sorted(RANK, key=RANK.__getitem__)
    ranks = " < ".join(in_order)
    return "\n".join([_HEAD, *_grants(), "", *_taken(), "", _RULES.format(ranks=ranks)])


def _grants() -> Iterator[str]:
    yield "## What roles give\n"
    yield f"| | {' | '.join(Role)} | site staff |"
    yield f"|---|{':-:|' * (len(Role) + 1)}"
    for permission in Permission:
        cells = [_cell(permission in GRANTS[role]) for role in Role]
        yield f"| {SENTENCES[permission]} `{permission}` | {' | '.join([*cells, _cell(permission in SITE_STAFF_GRANTS)])} |"


def _taken() -> Iterator[str]:
    yield "## What states take away\n"
    yield f"| | {' | '.join(State)} |"
    yield f"|---|{':-:|' * len(State)}"
    for permission in Permission:
        cells = ["no" if permission in TAKEN[state] else " " for state in State]
        yield f"| {SENTENCES[permission]} `{permission}` | {' | '.join(cells)} |"


def _cell(is_granted: object) -> str:
    return "yes" if is_granted else " "
