"""Which texts the page's scripts ask for: by name, by a name that they put together, or by number."""

import re

KEY = re.compile(r"^\s*'([\w.-]+)':", re.MULTILINE)
LANGUAGE = re.compile(r"^[a-z]{2}\.js$")
# Where texts are listed by name, a file for each language: those of the page, and those of a paper that speaks
# another language than the page.
LISTS = ["i18n", "proof"]
NAME = re.compile(r"'([\w.-]+)'")
# A name with blanks, such as `role.${role}`.
COMPOSED = re.compile(r"`([\w-]+\.[\w.-]*\$\{[^`]*)`")
ASKED = re.compile(r"\b(?:t|has)\(\s*`([^`]*\$\{[^`]*)`")


def keys(web):
    """The names of all texts, as the Dutch ones have them."""
    return [key for folder in LISTS for key in KEY.findall((web / folder / "nl.js").read_text(encoding="utf-8"))]


def sources(web):
    """The scripts that are no lists of texts, by their path."""
    return {path: path.read_text(encoding="utf-8") for path in sorted(web.rglob("*.js"))
            if not (path.parent.name in LISTS and LANGUAGE.match(path.name))}


def pattern(composed):
    """What the names look like that a template makes."""
    parts = re.split(r"\$\{.*?\}", composed)
    return re.compile(r"[\w.-]+".join(map(re.escape, parts)) + r"(\.one|\.more)?$")


def unasked(web):
    """The texts that no script asks for."""
    texts = sources(web).values()
    named = {name for text in texts for name in NAME.findall(text)}
    composed = [pattern(name) for text in texts for name in COMPOSED.findall(text)]

    def asked(key):
        plain = re.sub(r"\.(one|more)$", "", key)
        family = re.sub(r"\.\d+$", "", key)
        return {key, plain, family} & named or any(one.match(key) for one in composed)

    return [key for key in keys(web) if not asked(key)]


def unwritten(web):
    """The templates of names for which there is no text at all, with the script."""
    known = keys(web)
    return [f"{path.relative_to(web)}: {name}" for path, text in sources(web).items()
            for name in ASKED.findall(text) if not any(pattern(name).match(key) for key in known)]
