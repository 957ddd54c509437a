"""A report opened by other programs says what was written: in Markdown, whatever it looks like."""

import json
import subprocess
from html.parser import HTMLParser

import pytest
from markdown import markdown
from markdown_it import MarkdownIt

from server import ROOT

DIALECTS = {
    "CommonMark": MarkdownIt("commonmark").render,
    "with tables": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "without HTML": MarkdownIt("js-default").render,
    "Python-Markdown": markdown,
    "with extras": lambda text: markdown(text, extensions=["extra", "sane_lists", "toc"]),
}

TEXTS = [
    "&copy; &lt;b&gt; &#60;", "een\ntwee\ndrie", "een\n\ntwee", "een\n\n\n- twee", "# kop", "kop #",
    "titel\n===", "titel\n---", "***", "---", "> citaat", "- lijst", "+ lijst", "* lijst", "1. een",
    "1) een", "(1) een", "a. een", "iv. vier", "#. een", "- [ ] doen", "    code", "\tcode", "`code`",
    "```\ncode\n```", "~~~\ncode\n~~~", "*x* _x_ **x** __x__", "~~x~~ ~x~ ^x^ $x$ ==x==", "![a](b)",
    "[a](b) [a][b] [^1]", "[a]: http://b", "[^1]: noot", "*[HTML]: x", "<script>alert(1)</script>",
    "<!-- weg -->", "https://kring.example www.kring.example", "<https://kring.example> a@b.example",
    "| a | b |\n| - | - |\n| c | d |", "woord\n: uitleg", "\\ \\\\ \\n \\*", "x\\", "{#id} {: .a}",
    ":smile:", "Ik & jij", "“Goed”, zei ze; 10:30 uur!", "A. Jansen", "2026. Een jaar", "a  \nb",
    "  in\n    en verder", "\r\nna\r\nregel", "&", "-", "=", "1.", "[", "!", "!!! let op\n    tekst",
]

# The kinds of inputs, which say how each is told, are drawn too, and Node has no elements.
MAKE = """
import {readFileSync} from 'node:fs';
globalThis.HTMLElement = class {};
globalThis.customElements = {define() {}};
const {toMarkdown, toJSON} = await import('%s/web/report/markdown.js');
const {report, words} = JSON.parse(readFileSync(0, 'utf8'));
const markdown = toMarkdown(report, {...words, day: () => '1 januari', when: () => '1 januari',
  times: (n) => `${n}×`,
  lens: (lens) => lens});
console.log(JSON.stringify({markdown, json: toJSON(report)}));
"""

WORDS = {"language": "nl", "title": "Mijn verslag", "made": "gemaakt op", "case": "Casus",
         "stopped": "gestopt", "nothing": "Niets", "actions": "Acties", "what": "Wat", "who": "Wie",
         "due": "Wanneer",
         "note": "Notitie", "marked": "raakte me", "mine": "van mij", "ownWords": "Wat ik schreef",
         "notes": "Mijn notities", "takeaway": "Wat ik meeneem", "group": "Samen", "date": "Datum",
         "kind": "Soort casus", "name": "Naam"}


def report(text):
    """A report with a text in every place that people fill in."""
    step = {"step": "1.x", "label": "2", "name": {"nl": "Stap"}, "case": 1}
    entry = {"text": text, "mine": False, "marked": False}
    parts = {**entry, "parts": [{"label": "who", "value": text}]}
    section = {**step, "fields": [{"label": {"nl": "Vraag"}, "as": "text",
                                   "entries": [entry, parts]}], "note": text}
    form = {"number": 1, "kind": {"nl": text}, "presenter": "Anna", "stopped": False,
            "sections": [{**section, "form": {"nl": text}}],
            "actions": [{"what": text, "who": "", "due": "2026-03-09"}]}
    return {"kring": 1, "method": {"nl": "Methode"}, "me": "Anna", "made_ms": 0, "cases": [form],
            "words": [section], "notes": [{**step, "text": text}], "takeaways": [text], "thread": []}


def written(text):
    """The files of a report with a text: Markdown and JSON."""
    done = subprocess.run(["node", "--input-type=module", "-e", MAKE % ROOT], check=True,
                          input=json.dumps({"report": report(text), "words": WORDS}),
                          capture_output=True, text=True, timeout=30)
    return json.loads(done.stdout)


class Outline(HTMLParser):
    """The text of each block of a page, line by line, and the names of its elements."""

    BLOCKS = {"h1", "h2", "h3", "p", "li", "td", "th"}

    def __init__(self, page):
        super().__init__()
        self.tags = set()
        self.blocks = [""]
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Begins a block, or a line of one."""
        self.tags.add(tag)
        if tag in self.BLOCKS:
            self.blocks.append("")
        if tag == "br":
            self.blocks[-1] += "\n"

    def handle_data(self, data):
        """Adds text; the line ends of the file are blanks."""
        self.blocks[-1] += data.replace("\n", " ")


def lines(text):
    """A text as a reader sees it: its lines, without the blanks around each."""
    return [" ".join(line.split()) for line in text.replace("\r\n", "\n").strip().split("\n")]


@pytest.fixture(scope="module")
def files():
    """The files of all texts."""
    return {text: written(text) for text in TEXTS}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_report_in_markdown_is_read_back_as_it_was_written(files, dialect):
    plain = {"h1", "h2", "h3", "p", "ul", "li", "strong", "br", "table", "thead", "tbody", "tr", "th",
             "td"}
    for text, file in files.items():
        outline = Outline(DIALECTS[dialect](file["markdown"]))
        assert outline.tags <= plain, f"{text!r} in {file['markdown']}"
        seen = [lines(block) for block in outline.blocks]
        # Three entries, two notes of the group, the private notes, the takeaway, and what the form says.
        assert seen.count(lines(text)) >= 7, f"{text!r} in {file['markdown']}"
        first, *rest = lines(f"Wie: {text}")
        assert seen.count([first, *rest]) == 2, f"{text!r} in {file['markdown']}"
        if "table" in outline.tags:
            cell = " / ".join(line for line in lines(text) if line)
            assert [cell] in seen, f"{text!r} in {file['markdown']}"


def test_a_report_in_json_is_what_was_written(files):
    for text, file in files.items():
        assert json.loads(file["json"]) == report(text)
