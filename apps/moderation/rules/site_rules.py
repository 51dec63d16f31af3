"""What holds in every group of the site, whatever its agreement says: what an action can be about beside its points."""

from apps.core.sentences import gettext_noop

# As an action keeps them; pages and letters show them in their reader's language.
SITE_RULES = (
    gettext_noop("Nobody is harassed, and a no is heard."),
    gettext_noop("Nothing says how to do harm, or cheers it on."),
    gettext_noop("What is somebody’s own stays with them."),
    gettext_noop("Nothing is sold or advertised, and nobody is asked for money."),
    gettext_noop("Everybody can feel safe here."),
)
