"""What is no longer right is not shown, however often somebody looks."""

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from tests.groups.factories import membership_of
from tests.messaging.conversing import asked, signed_in


def test_a_request_of_somebody_blocked_is_not_told_at_a_second_look(bob: User, carol: User, group: Group) -> None:
    asked(bob, carol, group)
    block_member(read_access(carol, group), membership_of(bob, group))
    hers, alias = signed_in(carol), membership_of(bob, group).alias
    looks = [alias in hers.get("/me/notices/").content.decode() for _look in range(2)]
    assert looks == [False, False]
    assert not hers.get("/me/notices/new/", headers={"Accept": "application/json"}).json()["is_new"]
