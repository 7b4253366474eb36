import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boxText, label, pause, shown } from '../../static/js/clusters.js';

const box = (west, south, east, north) => boxText({ west, south, east, north });

test('a box has four decimals at most', () => {
  assert.equal(box(104.123456, 11.5, 105, 12.00004), '104.1235,11.5,105,12');
});

test('a map moved round the world names the same box', () => {
  assert.equal(box(104 - 360, 11, 105 - 360, 12), '104,11,105,12');
  assert.equal(box(179 + 360, 11, 181 + 360, 12), '179,11,-179,12');
});

test('a map of more than the world asks for the world', () => {
  assert.equal(box(-300, -100, 300, 95), '-180,-90,180,90');
});

test('what is surely shut does not count where open was asked for', () => {
  assert.equal(shown({ count: 9 }), 9);
  assert.equal(shown({ count: 9, open_count: 3, unknown_count: 2 }), 5);
});

test('one is told as one', () => {
  const words = { one: 'One place', many: '{count} places' };
  assert.equal(label(1, words), 'One place');
  assert.equal(label(12, words), '12 places');
});

test('a refusal says how long to wait, and not all come back at once', () => {
  assert.equal(pause('42', 0), 42000);
  assert.equal(pause('42', 0.5), 43000);
});

test('a refusal that does not say is waited out for a minute', () => {
  assert.equal(pause(null, 0), 60000);
  assert.equal(pause('Fri, 01 Jan 2027 00:00:00 GMT', 0), 60000);
});
