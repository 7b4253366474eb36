import assert from 'node:assert/strict';
import { test } from 'node:test';

import { directions, queryBecause, queryNear, withoutEmpty } from '../../static/js/address.js';

test('what was left empty is left out', () => {
  assert.deepEqual(withoutEmpty([['carrier', 'smart'], ['q', ' '], ['amount', '']]), [['carrier', 'smart']]);
});

test('a position takes the place of any other', () => {
  const pairs = [['carrier', 'smart'], ['q', 'Kep'], ['place', 'kep'], ['near', '1,2'], ['bbox', '1,2,3,4']];
  assert.equal(queryNear(pairs, '11.5564,104.9282'), '?carrier=smart&near=11.5564,104.9282');
});

test('the picker is told why, and what else was asked', () => {
  assert.equal(queryBecause([['carrier', 'smart'], ['q', 'Kep']], 'denied'), '?because=denied&carrier=smart');
});

test('Android opens its own map', () => {
  assert.equal(directions('Mozilla/5.0 (Linux; Android 14)', '1.5,2.5'), 'geo:1.5,2.5?q=1.5,2.5');
});

test('an iPhone opens Apple Maps', () => {
  assert.equal(directions('Mozilla/5.0 (iPhone; CPU)', '1.5,2.5'), 'https://maps.apple.com/?daddr=1.5,2.5');
});

test('other systems are left to choose', () => {
  assert.equal(directions('Mozilla/5.0 (X11; Linux x86_64)', '1.5,2.5'), '');
});
