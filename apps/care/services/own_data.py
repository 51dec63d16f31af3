"""What care keeps of a person: their safety plan, which hangs on the account and goes with it."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging
from apps.care.rules.plans import PARTS

BELONGINGS = (
    Belonging(
        "care.SafetyPlan",
        "user",
        title=_("My safety plan"),
        fields={part.name: _(part.title) for part in PARTS} | {"changed_at": _("last changed")},
    ),
)
