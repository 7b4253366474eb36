import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { carrierOf, nationalDigits } from '../../static/js/numbers.js';

const cases = JSON.parse(readFileSync(new URL('number_cases.json', import.meta.url)));
const prefixes = { '012': ['cellcard', true], '087': ['smart', false], '0388': ['cootel', true] };

for (const [text, digits] of cases) {
  test(`"${text}" is ${digits || 'no number'}`, () => {
    assert.equal(nationalDigits(text), digits);
  });
}

test('a number is of the carrier with its prefix', () => {
  assert.deepEqual(carrierOf('012 345 678', prefixes), { carrier: 'cellcard', sure: true });
});

test('an uncertain prefix is said to be uncertain', () => {
  assert.deepEqual(carrierOf('+855 87 345 678', prefixes), { carrier: 'smart', sure: false });
});

test('the longest prefix counts', () => {
  assert.equal(carrierOf('0388 123 456', { ...prefixes, '038': ['other', true] }).carrier, 'cootel');
});

test('nobody has an unknown prefix', () => {
  assert.equal(carrierOf('099 999 999', prefixes), null);
});

test('what is no number has no carrier', () => {
  assert.equal(carrierOf('Phsar Thmei', prefixes), null);
});
