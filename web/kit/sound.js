// @ts-check
// Sound is off, for the chair only, one soft tone at zero: it would go through every microphone.
// The one exception is the presenter who was sent away and is called back.

let on = false;
/** @type {AudioContext|null} */
let audio = null;

export function soundOn() {
  return on;
}

/** Switches the chair's tone on or off; switching on lets it be heard once. */
export function turnSound() {
  on = !on;
  if (on) tone();
}

/** Gets ready to sound later; browsers allow that only after a click. */
export function allowSound() {
  audio ??= 'AudioContext' in globalThis ? new AudioContext() : null;
}

/** One soft tone. */
export function tone() {
  allowSound();
  if (!audio) return;
  const start = audio.currentTime;
  const voice = audio.createOscillator();
  const volume = audio.createGain();
  voice.frequency.value = 528;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
  voice.connect(volume).connect(audio.destination);
  voice.start(start);
  voice.stop(start + 1);
}
