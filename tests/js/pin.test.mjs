import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groups, joined, spelt } from '../../static/js/pin.js';

test('the digits of the card take the place of PIN', () => {
  assert.equal(joined('*1203*PIN#', { PIN: '1234 5678-9' }), '*1203*123456789#');
});

test('Khmer and full-width digits are digits', () => {
  assert.equal(joined('*888*PIN#', { PIN: '១២៣４５' }), '*888*12345#');
});

test('without digits the code stays as it was', () => {
  assert.equal(joined('*888*PIN#', { PIN: ' abc' }), '*888*PIN#');
});

test('each word of a longer code has its own digits, whatever is typed first', () => {
  const code = '*1537*PIN*NUMBER*CENTS#';
  assert.equal(joined(code, { PIN: '', NUMBER: '088 123', CENTS: '' }), '*1537*PIN*088123*CENTS#');
  assert.equal(joined(code, { PIN: '42', NUMBER: '088 123', CENTS: '50' }), '*1537*42*088123*50#');
});

test('a code falls into groups that can be read out, nothing lost', () => {
  assert.deepEqual(groups('*1201#'), ['*', '1201', '#']);
  assert.deepEqual(groups('*888*1234567890123#'), ['*', '888', '*', '1234', '5678', '9012', '3', '#']);
  assert.deepEqual(groups('*1203*PIN#'), ['*', '1203', '*', 'PIN', '#']);
});

test('a code is spelt sign by sign, a word in it as a word', () => {
  assert.equal(spelt('*1203*PIN#'), '* 1 2 0 3 * PIN #');
});
