"""A request keeps its alias for the person while it waits; groups are found by their words."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import CombinedSearchVector, SearchConfig, SearchVector
from django.db import migrations, models
from django.db.models.functions import Upper

WORDS = ("name", "purpose", "how_it_works", "about")
SIMPLE = SearchConfig("simple")
SEARCHED = CombinedSearchVector(
    CombinedSearchVector(
        SearchVector(*WORDS, config="simple"), "||", SearchVector(*WORDS, config="english"), SIMPLE
    ),
    "||",
    SearchVector(*WORDS, config="spanish"),
    SIMPLE,
)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="joinrequest",
            name="alias_folded",
            field=models.CharField(default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                fields=("group", "alias_folded"),
                condition=models.Q(state="waiting"),
                name="one_waiting_request_per_alias",
            ),
        ),
        migrations.AddIndex(
            model_name="group",
            index=models.Index(Upper("name"), name="groups_by_name"),
        ),
        migrations.AddIndex(
            model_name="group",
            index=GinIndex(SEARCHED, name="groups_by_their_words"),
        ),
    ]
