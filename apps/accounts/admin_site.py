"""The door of the administration: allauth's sign-in with its limits and second factor, and no other."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.services.standing import used_second_factor

PERSONS_OWN = frozenset({"account", "auth", "mfa", "usersessions"})


class KeptBySafetyStaff(ModelAdmin):  # type: ignore[type-arg]  # generic for mypy alone
    """What site safety staff look after without being handed a permission for it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_safety_staff(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_safety_staff(request) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_safety_staff(request) or super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_safety_staff(request) or super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_safety_staff(request) or super().has_delete_permission(request, obj)


def _is_safety_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_active and request.user.is_safety_staff


class Administration(AdminSite):
    """Does not exist for anybody who may not open it."""

    site_header = site_title = _("Administration")
    index_title = _("What is kept here")
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What goes goes one by one: Django writes many at once in a way that no listener hears of.
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Show a model, but none of sign-in's own: addresses, second factors and sessions are their person's alone."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in PERSONS_OWN]  # noqa: SLF001 - public by name
        super().register(shown, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        may_open = isinstance(user, User) and user.is_active and (user.is_staff or user.is_safety_staff)
        return may_open and used_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())

        return inner

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show a visitor our own sign-in page; answer anybody else as if there were nothing."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or self._index())
        if not self.has_permission(request):
            raise Http404
        return redirect(self._index())

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def _index(self) -> str:
        return reverse("admin:index", current_app=self.name)
