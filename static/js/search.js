/** Wires the search page: its question, the phone's position, directions. */

import { directions, queryBecause, queryNear } from './address.js';
import { wireAsk } from './ask.js';
import { askPositionFor, mayAsk, rememberMine } from './position.js';

const ask = document.getElementById('ask');
const { answers } = wireAsk(ask, 'carrier');

async function locate(button) {
  const waiting = ask.querySelector('[data-locating]');
  waiting.hidden = false;
  const { near, problem } = await askPositionFor(button);
  waiting.hidden = true;
  if (near) {
    rememberMine(near);
    location.assign(ask.action + queryNear(answers(), near));
  } else {
    location.assign(button.dataset.places + queryBecause(answers(), problem));
  }
}

const locateButton = ask.querySelector('[data-locate]');
locateButton.hidden = !mayAsk(document);
locateButton.addEventListener('click', () => locate(locateButton));

for (const link of document.querySelectorAll('[data-go]')) {
  link.href = directions(navigator.userAgent, link.dataset.go) || link.href;
}
