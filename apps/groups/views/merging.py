"""Two groups become one: an owner asks another group, and whoever owns that one answers."""

from enum import StrEnum

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.wording import in_words
from apps.groups.errors import MergerDeclined, NotNow
from apps.groups.forms.passing_on import NO_SUCH_GROUP, MergingForm
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services import merging as services
from apps.groups.views_support import group_view, render_group


class Act(StrEnum):
    """What can be pressed about two groups that become one, in a group's settings and among those of site staff."""

    ASK = "ask_to_merge"
    WITHDRAW = "withdraw"
    AGREE = "agree"
    DISAGREE = "disagree"


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.CHANGE_SETTINGS)
def merging(request: GroupRequest) -> HttpResponse:
    """Say what it means, ask another group, ask no longer, and answer a group that asks."""
    act, group = request.POST.get("act", ""), request.group
    form = MergingForm(request.POST if act == Act.ASK else None)
    if request.method == "POST" and (act != Act.ASK or form.is_valid()):
        try:
            done = merge(request.user, group.public_id, request.POST, form)
        except (NotNow, MergerDeclined) as error:
            messages.error(request, in_words(error))
            return redirect("groups:settings_merging", group.public_id)
        except NotFound:
            if act != Act.ASK:
                raise
            form.add_error("other", NO_SUCH_GROUP)
        else:
            messages.success(request, done)
            # Closed now, it may have no settings any more.
            return redirect("groups:group" if act == Act.AGREE else "groups:settings_merging", group.public_id)
    page = {"form": form, "asked": services.asked_by(group), "to_answer": services.to_answer(group)}
    return render_group(request, "groups/merging.html", page, status=422 if form.errors else 200)


def merge(user: User, group_id: str, sent: QueryDict, form: MergingForm) -> str:
    """Do what was pressed and return what to say of it. Raises NotFound, NotNow and MergerDeclined."""
    match sent.get("act"):
        case Act.ASK:
            services.ask_to_merge(user, group_id, form.cleaned_data["other"])
            return _("We asked them. Until they say yes, nothing changes.")
        case Act.WITHDRAW:
            services.withdraw_merger(user, group_id)
            return _("Nobody is asked any more.")
        case Act.AGREE | Act.DISAGREE as answer:
            is_accepted = answer == Act.AGREE
            merger, closes = sent.get("merger", "").replace("\0", ""), sent.get("closes", "")
            services.answer_merger(user, group_id, merger, is_accepted=is_accepted, closes=closes)
            return _("The two groups are one now. Everybody has been invited.") if is_accepted else _("We told them.")
    raise NotFound
