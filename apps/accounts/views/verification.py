"""The page on which the mailed code is typed."""

from allauth.account.views import ConfirmEmailVerificationCodeView
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class VerificationView(ConfirmEmailVerificationCodeView):
    """Asks for the code, whether or not there was an account before."""

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        # allauth sends nothing here where the account existed before: no mail is quicker than a mail, and the clock
        # tells. Both ways write one.
        process = self._process
        process.generate_code()
        process.send()
        process.record_resend()
        process.persist()
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_email_verification_sent")))
