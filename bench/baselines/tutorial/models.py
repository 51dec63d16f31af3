from django.conf import settings
from django.db import models


class Message(models.Model):
    room = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    objects: models.Manager["Message"] = models.Manager()

    class Meta:
        app_label = "tutorial"

    def __str__(self) -> str:
        return f"message {self.pk}"
