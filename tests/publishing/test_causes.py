"""Why there is an edition: what makes one due, and what its line may name."""

import pytest
from django.db import transaction

from aboveboard.events.actions import record
from aboveboard.events.verbs import Verb
from aboveboard.pages.audience import Audience
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.causes import NAMED, NAMED_IF_SHOWN, UNSAID
from aboveboard.publishing.models import Cause
from aboveboard.publishing.renderers.causes import causes_in_words
from aboveboard.publishing.renderers.words import words_for
from tests.publishing.folders import lines
from tests.world import NOW, OLGA, a_page, ahead, an_incident

DECIDED = [*NAMED, *NAMED_IF_SHOWN, *UNSAID]


@pytest.mark.parametrize("verb", Verb)
def test_of_every_verb_it_is_decided_once_whether_a_line_may_name_it(verb: Verb) -> None:
    assert DECIDED.count(verb) == 1


@pytest.mark.parametrize("verb", sorted(NAMED | NAMED_IF_SHOWN))
def test_every_verb_that_a_line_may_name_has_words(verb: Verb) -> None:
    assert causes_in_words([verb], words_for("en", "UTC")) != verb


@pytest.mark.django_db(transaction=True)
def test_what_is_the_installations_own_business_makes_no_page_due_and_is_not_told() -> None:
    page = a_page()
    work.publish_due(NOW)

    with transaction.atomic():
        for verb in UNSAID:
            record(verb, "user/k3f9", by=OLGA, at=ahead(minutes=1))
    assert work.publish_due(ahead(minutes=1)) == 0 and not Cause.objects.exists()
    an_incident(at=ahead(minutes=2))
    work.publish_due(ahead(minutes=2))

    assert [line["causes"] for line in lines(page)] == [["page.created"], ["incident.opened"]]


@pytest.mark.django_db(transaction=True)
def test_an_edition_for_members_leaves_the_causes_of_the_public_one() -> None:
    page = a_page()
    work.publish_due(NOW)
    an_incident(at=ahead(minutes=1))
    work.dispatch_due(now=ahead(minutes=1))

    assert publish(page, audience=Audience.MEMBERS, now=ahead(minutes=1))
    assert Cause.objects.filter(verb="incident.opened").exists()
    work.publish_due(ahead(minutes=1))

    assert lines(page)[-1]["causes"] == ["incident.opened"]
