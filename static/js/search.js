/** Wires the search page: position, phone number, short addresses, directions. */

import { directions, queryBecause, queryNear, withoutEmpty } from './address.js';
import { carrierOf, isNumber } from './numbers.js';
import { askPosition, isMine, rememberMine } from './position.js';

const ask = document.getElementById('ask');
const numberForm = document.getElementById('number-form');
const box = ask.elements.q;
const near = new URLSearchParams(location.search).get('near');
const mine = isMine(near) ? near : '';
const prefixes = JSON.parse(document.getElementById('number-prefixes').textContent);

/** What the form asks for, without a phone number typed into the wrong box. */
function asked() {
  return [...new FormData(ask)].filter(([name, value]) => name !== 'q' || !isNumber(value));
}

function choose(carrier) {
  for (const radio of ask.querySelectorAll('[name=carrier]')) {
    radio.checked = radio.value === carrier;
  }
}

/** Says whose number it is, chooses that carrier and forgets the number. */
function recognise(input) {
  const found = carrierOf(input.value, prefixes);
  const sentence = found ? (found.sure ? 'sure' : 'likely') : 'unknown';
  const said = ask.querySelector('[data-number-said]');
  said.textContent = ask.querySelector(`[data-number-${sentence}]`).textContent;
  input.value = '';
  if (found) {
    choose(found.carrier);
    const chip = ask.querySelector(`[name=carrier][value="${CSS.escape(found.carrier)}"] + span`);
    said.textContent = `${chip.textContent.trim()}: ${said.textContent}`;
  }
  box.focus();
}

async function locate(button) {
  const waiting = ask.querySelector('[data-locating]');
  button.setAttribute('aria-busy', 'true');
  waiting.hidden = false;
  const { near: found, problem } = await askPosition(navigator.geolocation);
  button.removeAttribute('aria-busy');
  waiting.hidden = true;
  if (found) {
    rememberMine(found);
    location.assign(ask.action + queryNear(asked(), found));
  } else {
    location.assign(button.dataset.places + queryBecause(asked(), problem));
  }
}

/** The query of the form; "My location", left in the box, stays the position it is. */
function query() {
  const pairs = [...new FormData(ask)];
  if (mine && box.value === box.dataset.mine) {
    return queryNear(pairs, mine);
  }
  return `?${new URLSearchParams(withoutEmpty(pairs))}`.replaceAll('%2C', ',');
}

const locateButton = ask.querySelector('[data-locate]');
locateButton.hidden = false;
locateButton.addEventListener('click', () => locate(locateButton));

if (mine) {
  box.value = box.dataset.mine;
  box.addEventListener('focus', () => box.select());
}

ask.addEventListener('submit', (event) => {
  event.preventDefault();
  if (isNumber(box.value)) {
    recognise(box);
    return;
  }
  location.assign(ask.action + query());
});

numberForm.addEventListener('submit', (event) => {
  event.preventDefault();
  recognise(numberForm.elements.number);
});

for (const link of document.querySelectorAll('[data-go]')) {
  link.href = directions(navigator.userAgent, link.dataset.go) || link.href;
}
