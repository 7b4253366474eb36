/** What the forms of the search and of the advisor share: whose number it is, and where. */

import { queryNear, withoutEmpty } from './address.js';
import { carrierOf, isNumber } from './numbers.js';
import { isMine, rememberMine } from './position.js';

/**
 * Wires the form `ask`, whose carriers are the radios called `carrier`.
 *
 * A phone number typed in its field, or into the box for a place, chooses the carrier
 * and is forgotten: it is never sent. "My location", left in the box, stays the position
 * that it is. Returns { answers, setMine }.
 */
export function wireAsk(ask, carrier) {
  const box = ask.elements.q;
  const numberForm = document.getElementById('number-form');
  const prefixes = JSON.parse(document.getElementById('number-prefixes').textContent);
  const near = new URLSearchParams(location.search).get('near');
  let mine = '';

  /**
   * What the form holds, as pairs, without a phone number typed into the wrong box, and
   * without a time that is no longer asked for.
   */
  function answers() {
    const typed = [...new FormData(ask)];
    const atATime = ask.elements.open?.value === 'at';
    return typed.filter(([name, value]) =>
      name === 'at' ? atATime : name !== 'q' || !isNumber(value));
  }

  function setMine(position) {
    mine = position;
    rememberMine(position);
    box.value = box.dataset.mine;
  }

  function query() {
    if (mine && box.value === box.dataset.mine) {
      return queryNear(answers(), mine);
    }
    return `?${new URLSearchParams(withoutEmpty(answers()))}`.replaceAll('%2C', ',');
  }

  /** Chooses the carrier of the number and forgets the number; whether that worked. */
  function recognise(input) {
    const found = carrierOf(input.value, prefixes);
    const sentence = found ? (found.sure ? 'sure' : 'likely') : 'unknown';
    const said = ask.querySelector('[data-number-said]');
    said.textContent = ask.querySelector(`[data-number-${sentence}]`).textContent;
    input.value = '';
    if (found) {
      for (const radio of ask.querySelectorAll(`[name=${carrier}]`)) {
        radio.checked = radio.value === found.carrier;
      }
      const chosen = `[name=${carrier}][value="${CSS.escape(found.carrier)}"] + span`;
      const name = ask.querySelector(chosen).textContent.trim();
      said.textContent = `${name}${said.dataset.colon}${said.textContent}`;
    }
    return Boolean(found);
  }

  /** The field for a number, where one is typed and no carrier is chosen instead. */
  function unsaidNumber() {
    const typed = numberForm.elements.number;
    const chosen = ask.querySelector(`[name=${carrier}]:checked:not(.unsure-carrier)`);
    return typed?.value.trim() && !chosen ? typed : null;
  }

  if (isMine(near)) {
    setMine(near);
  }
  box.addEventListener('focus', () => {
    if (mine && box.value === box.dataset.mine) {
      box.select();
    }
  });
  ask.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = unsaidNumber();
    if (isNumber(box.value)) {
      recognise(box);
      box.focus();
    } else if (number && !recognise(number)) {
      number.focus();
    } else {
      location.assign(ask.action + query());
    }
  });
  numberForm.addEventListener('submit', (event) => {
    event.preventDefault();
    recognise(numberForm.elements.number);
    box.focus();
  });
  return { answers, setMine };
}
