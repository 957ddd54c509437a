"""What all Python tests share."""


def pytest_terminal_summary(terminalreporter):
    """Ends with the line that ./kring counts; a test that was not run counts as failed."""
    stats = terminalreporter.stats
    bad = {
        getattr(report, "nodeid", str(report))
        for kind in ("failed", "error", "skipped", "xfailed", "xpassed")
        for report in stats.get(kind, [])
    }
    good = {report.nodeid for report in stats.get("passed", [])} - bad
    terminalreporter.write_line(f"{len(good)} passed, {len(bad)} failed")
