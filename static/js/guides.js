/** Wires guides: places near the reader, and printing. */

import { askPositionFor } from './position.js';

for (const link of document.querySelectorAll('[data-near]')) {
  link.addEventListener('click', async (event) => {
    event.preventDefault();
    const { near } = await askPositionFor(link);
    if (near) {
      const query = new URLSearchParams(location.search);
      query.set('near', near);
      location.assign(`?${query}`.replaceAll('%2C', ','));
    } else {
      location.assign(link.href);
    }
  });
}

const print = document.querySelector('[data-print]');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
