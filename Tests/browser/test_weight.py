"""The page is light: what opening it may cost, counted on what people get."""

import re

import pytest

from group import hook
from server import ROOT, Server
from weight import make_link, weigh

AT_MOST_REQUESTS = 12
AT_MOST_KILOBYTES = 120
AT_MOST_LEVELS = 3
AT_MOST_ROUND_TRIPS = 6

# What the join page has no use for: method files, reports, QR codes, another language.
LATER = re.compile(r"methods|/(report|qr|en)")


@pytest.fixture
def fresh(browser):
    """A function that opens a browser in which nothing is kept."""
    contexts = []

    def make(locale="nl-NL"):
        contexts.append(browser.new_context(locale=locale))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


def test_a_link_leads_to_a_usable_join_page_in_few_small_requests(server, fresh):
    link = make_link(fresh(), server)
    weight = weigh(fresh(), link, hook("field-name"))
    assert all(request.done for request in weight.requests), weight.paths
    assert len(weight.requests) <= AT_MOST_REQUESTS, weight.paths
    assert weight.kilobytes <= AT_MOST_KILOBYTES, weight.requests
    assert weight.levels <= AT_MOST_LEVELS, weight.requests
    assert [path for path in weight.paths if LATER.search(path)] == []


def test_a_name_can_be_typed_after_few_round_trips_without_what_a_meeting_needs(server, fresh):
    context = fresh()
    context.route("**/meeting-*", lambda route: route.abort())
    weight = weigh(context, make_link(fresh(), server), hook("field-name"))
    asked = [request for request in weight.requests if "/meeting-" in request.path]
    assert [request.done for request in asked] == [False], "it is asked for, and nothing waits for it"
    assert weight.round_trips <= AT_MOST_ROUND_TRIPS, weight.requests


def test_an_english_browser_fetches_no_dutch(server, fresh):
    weight = weigh(fresh("en-GB"), make_link(fresh(), server), hook("field-name"))
    assert any(path.startswith("/en-") for path in weight.paths), weight.paths
    assert not any(path.startswith("/nl-") for path in weight.paths), weight.paths


def test_the_start_is_there_after_as_few_round_trips(server, fresh):
    weight = weigh(fresh(), server.address, hook("method"))
    assert len(weight.requests) <= AT_MOST_REQUESTS, weight.paths
    assert weight.levels <= AT_MOST_LEVELS, weight.requests
    assert weight.kilobytes <= AT_MOST_KILOBYTES, weight.requests


def test_a_second_visit_asks_for_the_page_alone(server, fresh):
    context = fresh()
    link = make_link(fresh(), server)
    weigh(context, link, hook("field-name"))
    again = weigh(context, link, hook("field-name"))
    assert [request.path for request in again.requests if request.size] == ["/"]


def test_the_sources_served_as_they_are_would_be_found_heavy(tmp_path, fresh):
    server = Server(tmp_path / "data", web=ROOT / "web").start()
    try:
        weight = weigh(fresh(), make_link(fresh(), server), hook("field-name"))
    finally:
        server.stop()
    assert len(weight.requests) > 3 * AT_MOST_REQUESTS
    assert weight.round_trips > AT_MOST_ROUND_TRIPS
    assert weight.levels > AT_MOST_LEVELS
