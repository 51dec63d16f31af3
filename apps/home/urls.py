from django.conf import settings
from django.urls import path

from apps.home import documents, health, installed, leave, views, welcome

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("leave/", leave.leave, name="leave"),
    path("leave/choice/", leave.leave_choice, name="leave_choice"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("terms/", documents.terms, name="terms"),
    path("privacy/", documents.privacy, name="privacy"),
    path("app.webmanifest", installed.app, name="app"),
    path("page.webmanifest", installed.plain_app, name="plain_app"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if not settings.IS_PRODUCTION:
    from apps.home import dev_mail

    urlpatterns += [path("dev/mail/", dev_mail.dev_mail, name="dev_mail")]
