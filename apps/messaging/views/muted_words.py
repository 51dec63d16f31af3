"""Words that I do not want to meet: one list for all my groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.core.errors import DomainError
from apps.core.wording import in_words
from apps.messaging.forms import MutedWordForm
from apps.messaging.services.muted_words import mute_word, unmute_word, words_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def muted_words(request: PersonRequest) -> HttpResponse:
    """Show the person's list, or put a word on it."""
    form = MutedWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mute_word(request.user, form.cleaned_data["word"])
        except DomainError as error:
            form.add_error("word", in_words(error))
        else:
            messages.success(request, _("Messages with that word stay out of your sight from now on."))
            return redirect("messaging:muted_words")
    context = {"form": form, "words": words_of(request.user)}
    return render(request, "messaging/muted_words.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def muted_word_remove(request: PersonRequest) -> HttpResponse:
    """Take a word off the list."""
    unmute_word(request.user, request.POST.get("word", ""))
    messages.success(request, _("You meet that word again."))
    return redirect("messaging:muted_words")
