/** Wires the form of a missing shop: who stands before it need not write where it is. */

import { askPosition } from './position.js';

const button = document.querySelector('[data-here]');
const failed = document.querySelector('[data-here-failed]');
const field = document.getElementById('id_where');

button.hidden = false;
button.addEventListener('click', async () => {
  button.setAttribute('aria-busy', 'true');
  const { near } = await askPosition(navigator.geolocation);
  button.removeAttribute('aria-busy');
  failed.hidden = Boolean(near);
  if (near) {
    field.value = near;
    field.focus();
  }
});
