"""A step in which nothing happens costs next to nothing: the second that passes moves the clock alone."""

from group import Group, hook

SECONDS = 4
# As long as words of the step that just began may still come and go.
PATIENCE = 15

# Waits until the clock moved so many times while nothing else did, at most as often as patience
# says; what else changed last, each place by its tag and hook. The clock that is only looked up (role
# `timer`) moves with the one that is seen.
MOVED = """
([seconds, patience]) => new Promise((resolve) => {
  let elsewhere = [], quiet = -1, ticks = 0;
  const nameOf = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return element?.closest('[data-test]')?.dataset.test + ' ' + element?.localName;
  };
  const watch = new MutationObserver((changes) => {
    const places = changes.map(({target}) => target.nodeType === 1 ? target : target.parentElement);
    const clock = '[data-test=clock], [role=timer], .arc, title';
    const others = changes.filter((_, n) => !places[n]?.closest(clock));
    if (others.length > 0) {
      elsewhere = others.map(({target, type}) => `${type} ${nameOf(target)}`);
      quiet = -1;
    }
    if (!places.some((place) => place?.closest('[data-test=clock]'))) return;
    quiet += 1;
    ticks += 1;
    if (quiet < seconds && ticks < patience) return;
    watch.disconnect();
    resolve(quiet < seconds ? elsewhere : []);
  });
  watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})
"""


def moved(pages, seconds, patience):
    """What changes elsewhere than at the clock; looked at on all pages at the same time."""
    for page in pages.values():
        page.evaluate(f"(given) => {{ globalThis.moved = ({MOVED})(given); }}", [seconds, patience])
    return {name: page.evaluate("globalThis.moved") for name, page in pages.items()}


def test_in_an_idle_step_only_the_clock_changes(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    pages = {name: group.page(name) for name in group.people}
    sessions = {name: page.context.new_cdp_session(page) for name, page in pages.items()}
    for session in sessions.values():
        session.send("Performance.enable")

    def layouts(name):
        metrics = sessions[name].send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "LayoutCount")

    quiet = {name: [] for name in pages}
    assert moved(pages, SECONDS, PATIENCE) == quiet
    before = {name: layouts(name) for name in pages}
    assert moved(pages, SECONDS, SECONDS + 1) == quiet
    for name in pages:
        each = (layouts(name) - before[name]) / (SECONDS + 1)
        assert each <= 1.5, f"{name}: {each} layouts a second"
