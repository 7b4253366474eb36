/** Wires codes to dial: Copy, the digits of a card, and the code large. */

import { copy } from './copy.js';
import { groups, joined, spelt } from './pin.js';

const said = document.querySelector('[data-copied-said]');
const large = document.querySelector('[data-large]');

/** The code, which is broken before a star where it is too long for its line. */
function breakable(code) {
  return code.split(/(?=\*)/).flatMap((part) => [document.createElement('wbr'), part]);
}

for (const block of document.querySelectorAll('[data-code]')) {
  const code = block.querySelector('code');
  const fields = [...block.querySelectorAll('[data-fills]')];
  for (const field of fields) {
    field.closest('[data-filled]').hidden = false;
    field.addEventListener('input', () => {
      const typed = fields.map(({ dataset, value }) => [dataset.fills, value]);
      code.replaceChildren(...breakable(joined(block.dataset.code, Object.fromEntries(typed))));
    });
  }
  const copyButton = block.querySelector('[data-copy]');
  copyButton.hidden = false;
  copyButton.addEventListener('click', async () => {
    const worked = await copy(code.textContent, navigator.clipboard);
    const sentence = worked ? '[data-copied]' : '[data-not-copied]';
    said.textContent = document.querySelector(sentence).textContent;
    if (!worked) {
      getSelection().selectAllChildren(code);
    }
  });
  const showButton = block.querySelector('[data-show]');
  if (large?.showModal) {
    showButton.hidden = false;
    showButton.addEventListener('click', () => {
      const parts = groups(code.textContent).map((part) => {
        const shown = document.createElement('b');
        shown.textContent = part;
        return shown;
      });
      large.querySelector('[data-large-code]').replaceChildren(...parts);
      large.querySelector('[data-spelt-code]').textContent = spelt(code.textContent);
      large.showModal();
    });
  }
}
