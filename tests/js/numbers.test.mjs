import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { carrierOf, isNumber, nationalDigits } from '../../static/js/numbers.js';

const shared = new URL('number_cases.json', import.meta.url);
const { prefixes, cases } = JSON.parse(readFileSync(shared));

for (const [text, number, carrier] of cases) {
  test(`"${text}" is ${number ? 'a number' : 'no number'}`, () => {
    assert.equal(isNumber(text), number);
  });

  test(`"${text}" is of ${carrier || 'nobody we know'}`, () => {
    assert.equal(carrierOf(text, prefixes)?.carrier ?? '', carrier);
  });
}

test('a number is brought to its digits with the leading 0', () => {
  assert.equal(nationalDigits('+855 (0)12 345-678'), '012345678');
});

test('a prefix of two good sources is sure', () => {
  assert.deepEqual(carrierOf('012 345 678', prefixes), { carrier: 'cellcard', sure: true });
});

test('an uncertain prefix is said to be uncertain', () => {
  assert.deepEqual(carrierOf('038 112 345', prefixes), { carrier: 'smart', sure: false });
});
