/** Wires the Copy buttons of the codes page. */

import { copy } from './copy.js';

const said = document.querySelector('[data-copied-said]');

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const code = document.getElementById(button.dataset.copy);
    const worked = await copy(code.textContent, navigator.clipboard);
    const sentence = worked ? '[data-copied]' : '[data-not-copied]';
    said.textContent = document.querySelector(sentence).textContent;
    if (!worked) {
      getSelection().selectAllChildren(code);
    }
  });
}
