import assert from 'node:assert/strict';
import { test } from 'node:test';

import { joined } from '../../static/js/pin.js';

test('the digits of the card take the place of PIN', () => {
  assert.equal(joined('*1203*PIN#', '1234 5678-9'), '*1203*123456789#');
});

test('Khmer and full-width digits are digits', () => {
  assert.equal(joined('*888*PIN#', '១២៣４５'), '*888*12345#');
});

test('without digits the code stays as it was', () => {
  assert.equal(joined('*888*PIN#', ' abc'), '*888*PIN#');
});

test('the rest of a longer code stays', () => {
  assert.equal(joined('*1537*PIN*NUMBER*CENTS#', '42'), '*1537*42*NUMBER*CENTS#');
});
