import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readPosition, writePosition } from '../../static/locator/admin/coordinates.js';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const cases = read('coordinate_cases.json');
// Written by test_modules.py, from what the server gives the point picker.
const patterns = read('map_address_patterns.json').map((pattern) => new RegExp(pattern));
const [lat, lng] = cases.point;

for (const text of cases.read_by_both) {
  test(`"${text}" is read as on the server`, () => {
    assert.deepEqual(readPosition(text, patterns), { lat, lng });
  });
}

for (const text of [...cases.read_by_the_server, ...cases.read_by_neither]) {
  test(`"${text}" leaves the pin`, () => {
    assert.equal(readPosition(text, patterns), null);
  });
}

test('a position is written to six decimals', () => {
  assert.equal(writePosition({ lat: 11.55640000001, lng: 104.92823456 }), '11.5564, 104.928235');
});

test('what is written is read again', () => {
  const written = writePosition({ lat, lng });
  assert.deepEqual(readPosition(written, patterns), { lat, lng });
});
