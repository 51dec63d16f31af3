"""Which answer a group thinks of first, and which when it happens again."""

from django.db import models


class LadderStep(models.Model):
    """One step of a group's ladder; a group without any has the steps of `rules/ladder.py`."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="ladder_steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    length = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["group", "position"], name="one_step_per_rung")]

    def __str__(self) -> str:
        return f"step {self.position}"
