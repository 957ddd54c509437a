"""The canned screens that `look.py` photographs and that tests go through, on one page for all of them."""

from group import hook

# A line for each: canned state of fixtures/screens.js · A chair, B presenter, C and D others · further words
# of the address · what is pressed then. `-` is nobody in particular.
SCENES = """
start - > wait:method
start - damaged > wait:method invited
start - > wait:method wishes-line
start - > wait:method fold-more
start - > wait:method example wait:report
start - > wait:method method-bovv6 method-parts wait:adapt-bovv6 adapt-bovv6
start - > wait:method fold-rest method-start
start - > wait:method thread-fold
start - remembered > wait:method
insecure -
invite -
invite - groups
connecting - > wait:slow
join -
join - practises > lost
join - > main-action
join - > safety
door C
lost C
stopped C
full C
removed C
nosession C
newer C
seattaken C

lobby ABC
lobby C practises
lobby A people=3
lobby C people=12
lobbynobody BC
lobby A cases=2
lobby A method=hats
planned ABC
planned C > calendar
thread AC
threadturn AC
before ABC
beforedated AC
beforeempty C
ending AC
before A > new-date
before A > new-date add-date
before A > change-time
beforedated A > change-time save-time
before A > other-method wait:method
before A > other-method wait:method wishes-line
before C > other-method wait:method
lobby C > other-method
lobby B > main-action
lobby A people=2 > main-action

checkin ABCD
at C step=voor.terugblik
lookback AC
choose ABD
chooseempty C
voted AC
tell ABC
told ABC
ask ABCD
askquiet ABC
asking C
obstacles AC
penned C
write ABC
writeempty BC
closedcards AC
toofew A > main-action
forcing AC
reveal ABCD
sign AC
decide ABC
takeaway ABC
typed AC
at C step=na.evaluatie
checkout AC
spread AC
at AC step=na.slot
next AC
next C > make-next
next C > make-next next-another next-another
nextmade AC
nextmade C > join-next
halted ABC
rest ABC
guided A
due AC cases=2
troubles A
zero A
over A
paused ABC
offline C
knocking A
chairaway CD
left C
many C people=12
away ABC method=incident
called B method=incident
back ABC method=incident
turned ABC method=incident
penfree C method=incident
positions ABCD method=incident
outcome B method=incident

at BC method=every step=1.vertel
quadrant BC method=every
parts C
squares ABC method=every
weighing BC method=every
weighed C method=every
hat AC method=every
talk AC method=every
at BC method=every step=1.stem
scene ABD method=every
played D method=every
place B method=every
point BC method=leary
points BC method=leary
at B method=leary step=1.doel
weigh BC method=clinic
several BC method=hats
at C method=start step=1.leiding
at ABC method=troika step=1.denken
at C method=start step=1.eens
at C method=appreciative step=1.noteren
at BC method=tensteps step=1.rekening
at C method=disney step=1.toetsen
at B method=tietze step=1.werkvorm

ask A > more
ask A > more more-all
ask B > more
ask C > more more-all
ask A > people
ask A > people person-open
ask C > people
ask A > rail
ask A > more more-all more-invite
ask C > more more-all more-safety
ask C > more more-all more-keys
ask C > more more-notes
ask C > more more-where
ask C > more more-leave
ask C > more more-all more-asking
ask C > more more-all more-feedback
ask B > more more-stop
write A > main-action
knocking A > give-seat
takeaway A > more more-all more-close
end A > keep
end A > purge
proofbefore A > proof-open
noting AC
noting A > noting-change
listed AC
proof A > proof
proof AC > proof make-proof
proof A > proof make-proof make-list
proof A > proof own-page


end ABC
ended AC
report ABC > main-action
report B > main-action make-copy
longreport B > main-action
whole B method=every > main-action
whole BC method=quadrants > main-action
whole BC method=leary > main-action
whole B method=hats > main-action
whole B method=incident > main-action
whole C method=start > main-action
"""

# The other methods' reports: the same parts as those above, so that one look at each is enough.
REPORTS = """
actionlearning appreciative balint balintnl basic5 bovv6 clinic disney gossip incidentadvies questions
solution tensteps tensteps2 tietze troika
"""

PEOPLE = {"A": "Anna", "B": "Bram", "C": "Celine", "D": "Daan", "-": ""}
ROLES = {"A": "chair", "B": "presenter", "C": "other", "D": "speaker", "-": ""}


class Scene:
    """One page to look at: its `name`, `screen`, `role`, the `query` of its address, its `presses`."""

    def __init__(self, line, letter):
        words, _, presses = line.partition(">")
        self.screen, _, *more = words.split()
        self.presses = presses.split()
        self.role = ROLES[letter]
        self.query = "&".join([f"screen={self.screen}", "long", *more]
                              + ([f"me={PEOPLE[letter]}"] if PEOPLE[letter] else []))
        named = [word.removeprefix("method=").removeprefix("step=") for word in more]
        pressed = [word.removeprefix("more-") for word in self.presses if ":" not in word][-1:]
        self.name = "-".join(filter(None, [self.screen, *named, *pressed, self.role])).replace("=", "")


def scenes(wanted=()):
    """All scenes, or those whose name begins with one of the words wanted."""
    lines = [line for line in SCENES.splitlines() if line.strip()]
    lines += [f"whole B method={method} > main-action" for method in REPORTS.split()]
    every = [Scene(line, letter) for line in lines for letter in line.split()[1]]
    return [one for one in every if not wanted or one.name.startswith(tuple(wanted))]


# Where a page begins on which scenes are shown, without loading it again for each. The lobby fetches all
# that a meeting needs.
CURTAIN = "/look/look.html?screen=lobby"
# What was changed has been drawn.
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def raised(page):
    """Waits until a page at `CURTAIN` can show scenes, and returns it."""
    page.locator(hook("screen-lobby")).wait_for()
    return page


def show(page, scene, language="nl"):
    """Shows a scene on a page that is `raised`: waits for its screen and presses what it says."""
    page.evaluate("(search) => window.look(search)", f"{scene.query}&language={language}")
    page.locator(".screen").first.wait_for()
    for word in scene.presses:
        kind, _, rest = word.partition(":")
        if kind == "wait":
            page.locator(hook(rest)).first.wait_for()
        else:
            ready = ":not([aria-disabled])" if word == "main-action" else ""
            # Not with the mouse: what is pressed may lie in something that is folded.
            page.locator(hook(word) + ready).first.evaluate("(node) => node.click()")
    page.mouse.move(0, 0)
    page.evaluate(DRAWN)
