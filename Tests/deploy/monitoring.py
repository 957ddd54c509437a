"""What monitoring takes from Deploy: alert rules, the example for Prometheus, Grafana's dashboard."""

import json
import re
import subprocess
from pathlib import Path

from figures import figures
from server import Server
from settings import DEPLOY

RULES = DEPLOY / "alerts.yml"
TESTS = Path(__file__).with_name("alerts_test.yml")
DASHBOARD = DEPLOY / "dashboard.json"
SERIES = re.compile(r"\b(?:kring|process)_\w+\b")


def promtool(*words, code=0):
    """Runs promtool; what it prints."""
    done = subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == code, done
    return done.stdout


def test_alerts(folder):
    """promtool finds no fault in the rules, and each figure they ask for is one that is documented."""
    rules = DEPLOY / "alerts.yml"
    done = subprocess.run(["promtool", "check", "rules", rules], capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0 and re.search(r"SUCCESS: \d+ rules", done.stdout), done
    text = rules.read_text(encoding="utf-8")
    page = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    names = re.findall(r"\b((?:kring|process)_\w+?)(?:_bucket|_sum|_count)?\b(?=[\[{) ])",
                       "\n".join(re.findall(r"expr: (.*)", text)))
    assert len(set(names)) > 6, names
    for name in names:
        assert f"| `{name}` |" in page, name
    # The example of the page is one that Prometheus takes.
    example = re.search(r"^```yaml\n(.*?)^```$", page, re.M | re.S)[1]
    (folder / "prometheus.yml").write_text(
        example.replace("/etc/prometheus/kring-alerts.yml", str(rules)), encoding="utf-8")
    done = subprocess.run(["promtool", "check", "config", folder / "prometheus.yml"],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done


def test_alerts_fire(folder):
    """each rule fires where it should and is quiet where not, and promtool finds out one that does not."""
    promtool("test", "rules", TESTS)
    text = RULES.read_text(encoding="utf-8")
    tests = TESTS.read_text(encoding="utf-8").replace("../../Sources/kring-server/Deploy/", "")
    (folder / TESTS.name).write_text(tests, encoding="utf-8")
    names = re.findall(r"alert: (\w+)", text)
    assert len(names) > 9, names
    for name in names:
        for broken in ("vector(0) > 1", 'label_replace(vector(1), "job", "kring", "", "")'):
            changed, count = re.subn(rf"(alert: {name}\n +expr: ).*", rf"\g<1>{broken}", text)
            assert count == 1, name
            (folder / RULES.name).write_text(changed, encoding="utf-8")
            promtool("test", "rules", folder / TESTS.name, code=1)


def queries(dashboard):
    """The queries of a dashboard, each with the name of its panel."""
    return [(panel["title"], target["expr"]) for panel in dashboard["panels"]
            for target in panel["targets"]]


def unknown(dashboard, series):
    """The names in a dashboard's queries and choices that no series has, with where they stand."""
    places = [*queries(dashboard), *((one["name"], one["query"])
                                     for one in dashboard["templating"]["list"])]
    return [(place, name) for place, text in places
            for name in SERIES.findall(text) if name not in series]


def test_dashboard(folder):
    """each query of the dashboard is one that Prometheus takes, of figures that a server shows."""
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    own = Server(folder / "data").start()
    try:
        series = {key if isinstance(key, str) else key[0] for key in figures(own)}
    finally:
        own.stop()
    assert unknown(dashboard, series) == []
    # Whatever the server shows can be seen there.
    shown = {re.sub("_(bucket|sum|count)$", "", name)
             for _, text in queries(dashboard) for name in SERIES.findall(text)}
    assert {re.sub("_(bucket|sum|count)$", "", name) for name in series} == shown
    rules = "".join(f"      - {{record: 'kring:{number}', expr: {json.dumps(text)}}}\n"
                    for number, (_, text) in enumerate(queries(dashboard)))
    (folder / "queries.yml").write_text(f"groups:\n  - name: kring\n    rules:\n{rules}",
                                        encoding="utf-8")
    assert f"SUCCESS: {len(queries(dashboard))} rules" in promtool(
        "check", "rules", folder / "queries.yml")
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids)) > 10, ids
    # A name that is wrong is found out.
    text = DASHBOARD.read_text(encoding="utf-8")
    for right, wrong in (("kring_waiting", "kring_wating"), ("_bucket", "_buckets")):
        assert unknown(json.loads(text.replace(right, wrong)), series), wrong
