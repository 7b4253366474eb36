import assert from 'node:assert/strict';
import { test } from 'node:test';

import { copy } from '../../static/js/copy.js';

test('a text is put on the clipboard', async () => {
  const written = [];
  assert.equal(await copy('*1201#', { writeText: async (text) => written.push(text) }), true);
  assert.deepEqual(written, ['*1201#']);
});

test('a clipboard that refuses is no error', async () => {
  assert.equal(await copy('*1201#', { writeText: async () => { throw new Error('no'); } }), false);
  assert.equal(await copy('*1201#', undefined), false);
});
