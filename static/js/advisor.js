/** Wires the advisor's questions: the number's carrier and where one is. */

import { wireAsk } from './ask.js';
import { askPositionFor } from './position.js';

const ask = document.getElementById('ask');
const { q: box, province } = ask.elements;
const { setMine } = wireAsk(ask, 'sim');

// Of typing and picking, the last one counts.
box.addEventListener('input', () => {
  province.value = '';
});
province.addEventListener('change', () => {
  box.value = '';
});

const said = ask.querySelector('[data-located]');

function say(selector) {
  said.textContent = ask.querySelector(selector).textContent;
}

/** Puts the phone's position into the box, or leads to the list of provinces. */
async function locate(button) {
  say('[data-locating]');
  const { near, problem } = await askPositionFor(button);
  if (near) {
    said.textContent = '';
    province.value = '';
    setMine(near);
  } else {
    say(`[data-problem=${problem}]`);
    province.focus();
  }
}

const button = ask.querySelector('[data-locate]');
button.hidden = false;
button.addEventListener('click', () => locate(button));
