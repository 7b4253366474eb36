import assert from 'node:assert/strict';
import { test } from 'node:test';

import { apartFrom } from '../../static/js/markers.js';

test('of pins that would lie on each other the first stays', () => {
  assert.deepEqual(apartFrom([[0, 0], [10, 0], [30, 40]], 34), [true, false, true]);
});

test('a pin beside one that is left out stays', () => {
  assert.deepEqual(apartFrom([[0, 0], [30, 0], [60, 0]], 34), [true, false, true]);
});

test('pins that just touch all stay', () => {
  assert.deepEqual(apartFrom([[0, 0], [34, 0]], 34), [true, true]);
});
