// @ts-check

/** @type {import('./words.js').Words} */
export const nl = {
  names: ['Noor', 'Sami', 'Ilse', 'Joost'],
  madeUp: 'bedacht',
  write: {
    zaak: ['', 'Ik neem steeds werk over van een collega die het druk heeft.', '', ''],
    casus: Array(4).fill('Een collega vraagt me elke week om “even” iets van haar over te nemen. Ik '
      + 'zeg ja, ook als ik zelf vol zit. Vorige week lag mijn eigen werk daardoor stil. Ik heb er '
      + 'nog niets van gezegd.'),
    vraag: Array(4).fill('Hoe kan ik nee zeggen zonder dat het onze samenwerking schaadt?'),
    vragen: ['Wat zou het je opleveren als het lukt?',
      'Wat gebeurde er precies, de laatste keer?', 'Wat heb je zelf al geprobeerd?', ''],
    inzicht: Array(4).fill('Ik merk dat ik vooral bang ben dat zij me dan minder waardeert.'),
    advies: ['Ik zou eerst opschrijven wat ik zelf wil, en het daarna pas bespreken.',
      'Ik zou één keer de tijd nemen om het rustig te zeggen, niet tussen de deuren door.',
      'Ik zou vragen wat de ander nodig heeft, en dan zeggen wat ik wel en niet kan doen.',
      'Ik zou klein beginnen: één week anders doen en kijken wat er gebeurt.'],
    besluit: Array(4).fill('Dat ik het gesprek mag beginnen bij wat ik zelf nodig heb.'),
    acties: Array(4).fill('Donderdag met haar praten, voor zij iets vraagt.'),
    oogst: ['Dat een goede vraag meer doet dan een snel advies.',
      'Dat ik niet alles meteen hoef op te lossen.', 'Dat anderen hetzelfde meemaken.',
      'Dat ik vaker mag vragen wat iemand nodig heeft.'],
    actie: ['Deze week één keer doorvragen voor ik iets aanraad.', '',
      'Een collega vragen hoe die nee zegt.', ''],
    ongezegd: ['', '', 'Niets: ik kon alles kwijt.', ''],
    afspraak: Array(4).fill('Over zes weken, zelfde dag en tijd'),
  },
};
