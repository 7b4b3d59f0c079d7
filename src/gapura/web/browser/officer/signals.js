/** What an officer hears and feels: a rising pair for "in", one tone for "look", a low one for "no". */

const TONES = {
  admit: { notes: [660, 990], vibration: [80] },
  left: { notes: [990, 660], vibration: [80] },
  verify: { notes: [520, 520], vibration: [120, 80, 120] },
  refuse: { notes: [200, 160], vibration: [400] },
};
const LENGTH = 0.14;

/** @type {AudioContext | null} */
let audio = null;

/** Browsers let a page sound only after a touch or a key. */
export function allowSound() {
  audio = audio || new AudioContext();
  audio.resume().catch(() => {});
}

/** @param {string} decision */
export function signal(decision) {
  const { notes, vibration } = TONES[decision] || TONES.refuse;
  if (navigator.vibrate) navigator.vibrate(vibration);
  if (audio && audio.state === "running") notes.forEach((note, place) => tone(audio, note, place * LENGTH));
}

/** @param {AudioContext} context @param {number} frequency @param {number} after seconds from now */
function tone(context, frequency, after) {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  const start = context.currentTime + after;
  oscillator.type = "square";
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.2, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + LENGTH);
}
