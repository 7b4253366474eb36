/** Copies the code of the frame that was made. */

import { copy } from './copy.js';

const button = document.querySelector('[data-copy]');
if (button) {
  const code = document.querySelector('.snippet code');
  const said = document.querySelector('[data-copied-said]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    const worked = await copy(code.textContent, navigator.clipboard);
    said.textContent = worked ? button.dataset.copied : button.dataset.notCopied;
    if (!worked) {
      getSelection().selectAllChildren(code);
    }
  });
}
