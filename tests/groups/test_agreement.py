"""A group changes its agreement, and its members are told."""

from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.groups import found_group, publish_agreement
from apps.notifications.models import Notice


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("user").values_list("user", "kind"))


def test_members_are_told_once_in_the_page_and_by_no_mail(
    group: Group, alice: User, bob: User, carol: User, mo: User, eve: User, client: Client
) -> None:
    Membership.objects.filter(user=carol, group=group).update(ended_at=timezone.now(), end_kind="left")

    publish_agreement(read_access(alice, group), "Something new.")
    publish_agreement(read_access(alice, group), "Something new.")
    publish_agreement(read_access(alice, group), "Something newer still.")

    assert told() == sorted((user.pk, "agreement_changed") for user in (bob, mo))
    assert not Notice.objects.filter(wants_mail=True).exists()
    client.force_login(bob)
    page = client.get("/me/notices/").content.decode()
    assert "changed its agreement" in page
    assert f'href="/groups/{group.public_id}/"' in page


def test_whoever_has_read_the_notice_is_told_of_the_next_change(group: Group, alice: User, bob: User) -> None:
    publish_agreement(read_access(alice, group), "Something new.")
    Notice.objects.update(read_at=timezone.now())

    publish_agreement(read_access(alice, group), "Something newer still.")

    assert told() == [(bob.pk, "agreement_changed")] * 2


def test_a_first_agreement_is_no_change(sam: User) -> None:
    group = found_group(sam, "Lantern", "We listen.", name="New", purpose="For everybody.")
    group.agreements.all().delete()

    publish_agreement(read_access(sam, group), "We listen.")

    assert told() == []
