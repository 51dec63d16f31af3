"""The topics that a new installation starts with: what people go through, in their words.

They are marked for translation here, and shown translated as long as nobody rewrites them in the admin.
"""

from typing import Any

from django.db import migrations

from apps.core.sentences import gettext_noop

ADDICTION = gettext_noop("Addiction and recovery")
GRIEF = gettext_noop("Grief and loss")
ILLNESS = gettext_noop("Long illness and pain")
SURGERY = gettext_noop("Surgery and injury")
MIND = gettext_noop("Mental health")
TRAUMA = gettext_noop("After something terrible")
CARING = gettext_noop("Caring for someone")
ALONE = gettext_noop("Being alone")

# One or two of each area come first wherever only a few are shown; the finder puts areas together.
FIRST = ("drinking", "other-drugs", "gambling", "grief", "long-illness", "surgery", "violence", "families")

# (area, slug, name, in a few words)
TOPICS = (
    (ADDICTION, "drinking", gettext_noop("Drinking"), gettext_noop("Stopping, cutting down, starting again")),
    (ADDICTION, "other-drugs", gettext_noop("Other drugs"), gettext_noop("Prescribed ones too")),
    (ADDICTION, "gambling", gettext_noop("Gambling"), gettext_noop("One day without a bet")),
    (ADDICTION, "eating", gettext_noop("Food and eating"), gettext_noop("Too much, too little, too often on your mind")),
    (ADDICTION, "other-habits", gettext_noop("Other habits"), gettext_noop("Smoking, screens, shopping, sex")),
    (GRIEF, "grief", gettext_noop("Somebody died"), gettext_noop("A partner, a parent, a friend")),
    (GRIEF, "losing-a-child", gettext_noop("Losing a child"), gettext_noop("At any age, a pregnancy too")),
    (GRIEF, "suicide-loss", gettext_noop("After a suicide"), gettext_noop("For those who were left behind")),
    (GRIEF, "separation", gettext_noop("Separation"), gettext_noop("When a life together ends")),
    (ILLNESS, "long-illness", gettext_noop("Long illness"), gettext_noop("Pain, tiredness, waiting rooms")),
    (ILLNESS, "pain", gettext_noop("Pain that stays"), gettext_noop("Days when nothing helps, and the others")),
    (ILLNESS, "cancer", gettext_noop("Cancer"), gettext_noop("Before, during and long after")),
    (SURGERY, "surgery", gettext_noop("Before and after surgery"), gettext_noop("New joints, new hearts, slow walks")),
    (SURGERY, "injury", gettext_noop("After an accident"), gettext_noop("A body that works differently now")),
    (MIND, "low-mood", gettext_noop("Low days"), gettext_noop("When getting up is the hard part")),
    (MIND, "anxiety", gettext_noop("Worry and panic"), gettext_noop("Fear that comes without asking")),
    (MIND, "mind", gettext_noop("Highs, lows and voices"), gettext_noop("Living with a mind that runs its own way")),
    (MIND, "sleep", gettext_noop("Awake at night"), gettext_noop("For the hours when everyone else sleeps")),
    (TRAUMA, "violence", gettext_noop("After violence"), gettext_noop("At home or elsewhere, long ago or now")),
    (TRAUMA, "sexual-violence", gettext_noop("After sexual violence"), gettext_noop("Nobody has to tell what happened")),
    (TRAUMA, "service-and-war", gettext_noop("War, flight and service"), gettext_noop("What one carries home")),
    (CARING, "caring", gettext_noop("Caring for someone ill"), gettext_noop("Looking after others, and yourself")),
    (CARING, "families", gettext_noop("Families"), gettext_noop("For those who love someone who uses")),
    (ALONE, "loneliness", gettext_noop("Loneliness"), gettext_noop("New town, empty house, too quiet")),
    (ALONE, "new-parents", gettext_noop("New parents"), gettext_noop("When it is not only happy")),
)


def add_topics(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it
    topic = apps.get_model("groups", "Topic")
    in_order = sorted(TOPICS, key=lambda row: FIRST.index(row[1]) if row[1] in FIRST else len(FIRST))
    topic.objects.bulk_create(
        [
            topic(area=area, slug=slug, name=name, summary=summary, position=(place + 1) * 10)
            for place, (area, slug, name, summary) in enumerate(in_order)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_requests_keep_their_alias")]

    operations = [migrations.RunPython(add_topics, migrations.RunPython.noop)]
