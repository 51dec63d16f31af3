"""How long the site may go on saying something, and how much: pure."""

from datetime import timedelta

LONGEST_TITLE = 80
LONGEST_WORDS = 600
# What is longer news is a page of the site, and belongs there.
LONGEST_SHOWN = timedelta(days=92)
