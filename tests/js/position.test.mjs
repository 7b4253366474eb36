import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askPosition, rounded } from '../../static/js/position.js';

const answering = (answer) => ({ getCurrentPosition: answer });

test('a position is rounded to four decimals', () => {
  assert.equal(rounded(11.556412, 104.928249), '11.5564,104.9282');
  assert.equal(rounded(11, -0.00001), '11,0');
});

test('a position granted is given rounded', async () => {
  const coords = { latitude: 11.556412, longitude: 104.928249 };
  const found = await askPosition(answering((give) => give({ coords })));
  assert.deepEqual(found, { near: '11.5564,104.9282' });
});

for (const [code, problem] of [[1, 'denied'], [2, 'unavailable'], [3, 'slow'], [9, 'unavailable']]) {
  test(`failure ${code} is ${problem}`, async () => {
    const found = await askPosition(answering((_give, fail) => fail({ code })));
    assert.deepEqual(found, { problem });
  });
}

test('a phone that never answers is slow', async () => {
  assert.deepEqual(await askPosition(answering(() => {}), 1), { problem: 'slow' });
});

test('a phone without positions has none', async () => {
  assert.deepEqual(await askPosition(undefined), { problem: 'unavailable' });
});
