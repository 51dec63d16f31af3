"""Scripts to begin from, in our own words: a group changes them to what it does. No fellowship's text is in here."""

from dataclasses import dataclass

from apps.core.sentences import gettext_noop
from apps.meetings.models import Step

K, S = Step.Kind, Step.Sound


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """One step; `title` and `text` are English and marked for translation."""

    kind: Step.Kind
    title: str
    text: str
    minutes: int
    sound: Step.Sound = Step.Sound.EVERYBODY

    @property
    def has_chat(self) -> bool:
        return self.kind != K.SILENCE


@dataclass(frozen=True, slots=True)
class ScriptTemplate:
    title: str
    steps: tuple[StepTemplate, ...]


_ARRIVING = gettext_noop("Arriving")
_GOING = gettext_noop("Going on from here")
_QUIET = gettext_noop("Quiet")

TEMPLATES: dict[str, ScriptTemplate] = {
    "twelve": ScriptTemplate(
        gettext_noop("A 12-step style meeting"),
        (
            StepTemplate(
                K.WELCOME,
                gettext_noop("Welcome"),
                gettext_noop(
                    "Welcome, whatever kind of day it was. What is said here stays here. You may speak, pass, or just"
                    " listen."
                ),
                3,
                S.HOSTS,
            ),
            StepTemplate(K.SILENCE, _QUIET, gettext_noop("A minute to arrive. There is nothing to do."), 1, S.HOSTS),
            StepTemplate(
                K.READING,
                gettext_noop("Our reading"),
                gettext_noop("Put here what your group reads at the beginning."),
                5,
                S.HOSTS,
            ),
            StepTemplate(
                K.TOPIC,
                gettext_noop("The step of this week"),
                gettext_noop("A host says in a few words what this step means in their own life."),
                7,
                S.HOSTS,
            ),
            StepTemplate(
                K.ROUND,
                gettext_noop("Sharing, in turn"),
                gettext_noop(
                    "About three minutes each. Speak of yourself. Nobody answers or gives advice. You may pass."
                ),
                35,
                S.IN_TURN,
            ),
            StepTemplate(
                K.MILESTONES,
                gettext_noop("What we are glad of"),
                gettext_noop(
                    "A first day, a hard week, a year: say it if you like. Beginning again counts as much as any of them."
                ),
                5,
            ),
            StepTemplate(
                K.CLOSING,
                _GOING,
                gettext_noop("Keep what helps you and leave the rest. If the night gets long, write to somebody."),
                4,
                S.HOSTS,
            ),
        ),
    ),
    "grief": ScriptTemplate(
        gettext_noop("A grief circle"),
        (
            StepTemplate(
                K.WELCOME,
                _ARRIVING,
                gettext_noop(
                    "There is no right way to grieve, and no time by which it should be over. Tears are fine."
                ),
                5,
                S.HOSTS,
            ),
            StepTemplate(
                K.ROUND,
                gettext_noop("Whom we miss"),
                gettext_noop("Say the name of somebody you miss, and one thing about them. Or pass; we keep a place."),
                15,
                S.IN_TURN,
            ),
            StepTemplate(
                K.SILENCE,
                gettext_noop("Quiet for those we named"),
                gettext_noop("Light a candle if you have one."),
                3,
                S.HOSTS,
            ),
            StepTemplate(
                K.TOPIC,
                gettext_noop("How these days are"),
                gettext_noop("What was heavy, what carried you. We listen; we do not repair."),
                25,
                S.IN_TURN,
            ),
            StepTemplate(
                K.CLOSING,
                _GOING,
                gettext_noop("One small kind thing for yourself tonight: which one will it be?"),
                7,
            ),
        ),
    ),
    "newcomers": ScriptTemplate(
        gettext_noop("A newcomers' hour"),
        (
            StepTemplate(
                K.WELCOME,
                gettext_noop("Good that you are here"),
                gettext_noop(
                    "You need to say nothing at all today. Nobody here is an expert; all of us were new once."
                ),
                5,
                S.HOSTS,
            ),
            StepTemplate(
                K.READING,
                gettext_noop("How it works here"),
                gettext_noop(
                    "We use aliases. We speak of ourselves. We ask before we advise. You may pass without a reason, and"
                    " leave whenever you want."
                ),
                5,
                S.HOSTS,
            ),
            StepTemplate(
                K.ROUND,
                gettext_noop("Saying hello"),
                gettext_noop("Your alias, and one word for how you are. Or just wave."),
                10,
                S.IN_TURN,
            ),
            StepTemplate(
                K.TOPIC,
                gettext_noop("Questions"),
                gettext_noop(
                    "Ask anything, aloud or in writing. Those who have been here longer tell how it was for them."
                ),
                30,
            ),
            StepTemplate(
                K.CLOSING,
                _GOING,
                gettext_noop("When we meet next, where you can write until then, and whom you can ask."),
                10,
            ),
        ),
    ),
    "mindful": ScriptTemplate(
        gettext_noop("A mindful check-in"),
        (
            StepTemplate(
                K.WELCOME,
                _ARRIVING,
                gettext_noop("Sit or lie as you like. Camera on or off, eyes open or closed."),
                3,
                S.HOSTS,
            ),
            StepTemplate(
                K.SILENCE,
                gettext_noop("Breathing together"),
                gettext_noop("Follow one breath in and one breath out. When thoughts come, let them pass by."),
                5,
                S.HOSTS,
            ),
            StepTemplate(
                K.ROUND,
                gettext_noop("How it is right now"),
                gettext_noop("As weather, as a colour, or in one sentence. You may pass."),
                15,
                S.IN_TURN,
            ),
            StepTemplate(K.SILENCE, _QUIET, gettext_noop("Let what you heard settle."), 3, S.HOSTS),
            StepTemplate(
                K.CLOSING,
                _GOING,
                gettext_noop("One thing you take with you into the day. Thank you for sitting with us."),
                4,
            ),
        ),
    ),
}
