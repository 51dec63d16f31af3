from django.urls import path

from apps.journey.views import (
    boundaries,
    check_ins,
    close_ones,
    company,
    good_things,
    mentors,
    milestones,
    overview,
    pacts,
    slips,
)
from apps.journey.views.summary import summary

app_name = "journey"
urlpatterns = [
    path("", overview.journey, name="journey"),
    path("people/", overview.people, name="people"),
    path("check-ins/", check_ins.check_ins, name="check_ins"),
    path("check-ins/choices/", check_ins.choices, name="choices"),
    path("check-ins/<public_id:check_in_id>/", check_ins.check_in_change, name="check_in"),
    path("check-ins/<public_id:check_in_id>/removal/", check_ins.check_in_remove, name="check_in_remove"),
    path("milestones/beginning/", milestones.milestone_begin, name="milestone_begin"),
    path("milestones/<public_id:milestone_id>/", milestones.milestone, name="milestone"),
    path("milestones/<public_id:milestone_id>/removal/", milestones.milestone_remove, name="milestone_remove"),
    path("milestones/<public_id:milestone_id>/slips/", slips.slips, name="slips"),
    path("milestones/<public_id:milestone_id>/slips/<public_id:slip_id>/", slips.slip, name="slip"),
    path(
        "milestones/<public_id:milestone_id>/slips/<public_id:slip_id>/removal/", slips.slip_remove, name="slip_remove"
    ),
    path("good/", good_things.good_things, name="good_things"),
    path("good/<public_id:good_id>/", good_things.good_thing, name="good_thing"),
    path("good/<public_id:good_id>/removal/", good_things.good_thing_remove, name="good_thing_remove"),
    path("good/<public_id:good_id>/wall/", good_things.good_thing_share, name="good_thing_share"),
    path("close/", close_ones.close_ones, name="close_ones"),
    path("close/starters/", close_ones.starters, name="starters"),
    path("close/<public_id:close_id>/", close_ones.close_one, name="close_one"),
    path("close/<public_id:close_id>/removal/", close_ones.close_one_remove, name="close_one_remove"),
    path("close/<public_id:close_id>/touch/", close_ones.in_touch, name="in_touch"),
    path("boundaries/", boundaries.boundaries, name="boundaries"),
    path("boundaries/<public_id:boundary_id>/", boundaries.boundary, name="boundary"),
    path("boundaries/<public_id:boundary_id>/removal/", boundaries.boundary_remove, name="boundary_remove"),
    path("summary/", summary, name="summary"),
    path("pacts/<public_id:pact_id>/", pacts.pact, name="pact"),
    path("pacts/<public_id:pact_id>/answer/", pacts.pact_answer, name="pact_answer"),
    path("pacts/<public_id:pact_id>/own/", pacts.pact_own_part, name="pact_own_part"),
    path("pacts/<public_id:pact_id>/pause/", pacts.pact_pause, name="pact_pause"),
    path("pacts/<public_id:pact_id>/going-on/", pacts.pact_going_on, name="pact_going_on"),
    path("pacts/<public_id:pact_id>/ending/", pacts.pact_ending, name="pact_ending"),
    path("groups/<public_id:group_id>/places/", mentors.pact_places, name="pact_places"),
    path("groups/<public_id:group_id>/mentors/", mentors.mentors, name="mentors"),
    path("groups/<public_id:group_id>/mentors/<public_id:member_id>/", mentors.mentor_ask, name="mentor_ask"),
    path("groups/<public_id:group_id>/pacts/<public_id:member_id>/", mentors.pact_ask, name="pact_ask"),
    path("company/", company.company, name="company"),
    path("company/circle/", company.company_circle, name="company_circle"),
    path("company/<public_id:asked_id>/", company.company_asked, name="company_asked"),
]
