// @ts-check

/** @type {import('./words.js').Words} */
export const en = {
  names: ['Nora', 'Sam', 'Ellen', 'Josh'],
  madeUp: 'made up',
  write: {
    zaak: ['', 'I keep taking on work from a colleague who is busy.', '', ''],
    casus: Array(4).fill('Every week a colleague asks me to take “just one thing” off her hands. I '
      + 'say yes, even when I am full up myself. Last week my own work ground to a halt because of '
      + 'it. I have not said anything yet.'),
    vraag: Array(4).fill('How can I say no without harming the way we work together?'),
    vragen: ['What would you gain if it worked?', 'What exactly happened, the last time?',
      'What have you already tried yourself?', ''],
    inzicht: Array(4).fill('I notice that mostly I am afraid she will think less of me.'),
    advies: ['I would write down what I want first, and only then talk about it.',
      'I would take the time to say it calmly, once, and not in passing.',
      'I would ask what the other person needs, and then say what I can and cannot do.',
      'I would start small: do one week differently and see what happens.'],
    besluit: Array(4).fill('That I may begin the conversation with what I need.'),
    acties: Array(4).fill('Talk to her on Thursday, before she asks for anything.'),
    oogst: ['That a good question does more than quick advice.',
      'That I do not have to solve everything at once.', 'That others go through the same thing.',
      'That I may ask more often what somebody needs.'],
    actie: ['Ask one more question before I advise anything, this week.', '',
      'Ask a colleague how they say no.', ''],
    ongezegd: ['', '', 'Nothing: I could say everything.', ''],
    afspraak: Array(4).fill('In six weeks, same day and time'),
  },
};
