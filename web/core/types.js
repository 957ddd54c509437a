// @ts-check
/**
 * The shapes of the contract (`protocol/README.md`, section 5) as the page sees them.
 * Times end in `_ms`: milliseconds since 1970, or a length.
 *
 * @typedef {Record<string, string>} Words a text in each language
 *
 * @typedef {{as: string} & Record<string, any>} Page `as`, `label`, `options`, `fields`, … of an
 *   input in the method file
 *
 * @typedef {object} Input something that can be written in a step
 * @property {string} id
 * @property {'presenter'|'others'|'all'|'chair'} by who may write
 * @property {number} max items of one member at once
 * @property {string} [opens] the step in which its closed set is opened; absent: live
 * @property {boolean} named
 * @property {number} minimum different writers an unnamed set needs
 * @property {boolean} forcible
 * @property {boolean} [claimable] whether a writer may say of an unnamed card that it is theirs
 * @property {Page} page
 *
 * @typedef {object} Step a step of the plan
 * @property {string} id
 * @property {number} [case] from 1
 * @property {boolean} [settles] ends with the choice of who presents this case
 * @property {'presenter'|'hands'|'turns'|'nobody'|'free'} floor
 * @property {string} [over] `STEP/INPUT` whose opened cards are gone through
 * @property {number} planned_ms
 * @property {number} least_ms
 * @property {'in'|'silent'|'turned'|'away'} outside
 * @property {string[]} [cast]
 * @property {false} [notes] where there is no note line
 * @property {true} [break] a break, whose time is no time of the meeting
 * @property {Input[]} inputs
 * @property {Record<string, any>} page `label`, `name`, `icon`, `do` of the method file
 *
 * @typedef {object} Plan
 * @property {string} method
 * @property {number} version
 * @property {number} cases
 * @property {Record<string, any>} page `name`, `group`, … of the method file
 * @property {Step} [lobby] what is open until the meeting begins; nobody enters it
 * @property {Step[]} steps
 *
 * @typedef {{item: string, envelope: string}} Sealed
 * @typedef {{planned_ms: number, ran_ms: number, since_ms: number|null}} Clock
 *
 * @typedef {object} Floor
 * @property {number} turn
 * @property {string|null} speaker
 * @property {string|null} card
 * @property {string[]} waiting members, or cards in a round over cards
 * @property {{member: string, turns: number}[]} spoken
 *
 * @typedef {object} Member
 * @property {string} member
 * @property {string} name an envelope
 * @property {boolean} host
 * @property {boolean} left
 * @property {boolean} removed
 * @property {{at_ms: number, by: string}} [given] when the seat was last given back, and by whom
 *
 * @typedef {object} Case
 * @property {string|null} presenter
 * @property {string|null} chair
 * @property {string|null} item
 * @property {boolean} stopped
 *
 * @typedef {object} Item something that can be read
 * @property {string} item
 * @property {string} step
 * @property {string} input
 * @property {number} [set] the set it was opened with; absent: live
 * @property {string} [by] absent for an unnamed card
 * @property {number} version
 * @property {string} envelope
 * @property {boolean} folded
 * @property {string} [claimed] who says that it is theirs
 * @property {string} [nonce] what proves it
 * @property {{mark: string, envelope: string}} [mark] one's own
 *
 * @typedef {{step: string, by?: string, note: string, envelope: string}} Note
 *
 * @typedef {object} CardSet
 * @property {number} set
 * @property {string} step
 * @property {string} input
 * @property {boolean} named
 * @property {'closed'|'opened'|'discarded'} state
 * @property {number} [due_ms]
 * @property {string[]} [late] seats given to somebody after it was made: they write nothing in it
 *
 * @typedef {object} View the state of a session as one member may see it
 * @property {number} seq
 * @property {number} at_ms
 * @property {string|null} session
 * @property {Plan|null} plan
 * @property {number} [start_ms]
 * @property {number} [end_ms]
 * @property {Sealed} [call]
 * @property {number} edition how often plan or time were changed before the beginning
 * @property {number} [ending_ms] when a session that was left goes
 * @property {Member[]} members in order of the seats
 * @property {boolean} locked
 * @property {string|null} chair
 * @property {number} term
 * @property {string|null} back
 * @property {boolean} guiding
 * @property {string|null} deputy
 * @property {Case[]} cases
 * @property {string|null} step
 * @property {number} visit
 * @property {string[]} visited
 * @property {Clock} clock
 * @property {Floor} floor
 * @property {boolean} called
 * @property {string|null} halted
 * @property {string|null} pen
 * @property {number} take
 * @property {{role: string, member: string}[]} roles
 * @property {Item[]} items
 * @property {Note[]} notes
 * @property {CardSet[]} sets
 * @property {{at_ms: number, members: string[]}[]} attendance who was noted as present, each time
 * @property {number} [secrecy_ms] when the group had discussed what stays secret
 * @property {number} [purge_ms]
 * @property {string[]} reports
 *
 * @typedef {object} Presence
 * @property {{member: string, away_ms?: number, background?: true, ready?: true}[]} members
 * @property {{member: string, item?: string}[]} hands in the order of the queue
 * @property {{member: string, name: string, lost: boolean}[]} door
 *
 * @typedef {Record<string, any> & {seq: number}} Delivered an element of an `events` frame
 *
 * @typedef {{code: string, [more: string]: any}} Problem a stable code and what belongs to it
 *
 * @typedef {object} OwnCard a card of one's own in a set that is not open yet
 * @property {string} item
 * @property {number} version
 * @property {Record<string, any>} json
 *
 * @typedef {object} Moment everything that the selectors of `meeting.js` read
 * @property {View} state
 * @property {Presence} presence
 * @property {string} me
 * @property {number} now server time in ms
 * @property {(item: Item) => any} text the checked content, `{broken: true}`, or undefined
 * @property {(set: number) => OwnCard[]} ownCards
 */
export {};
