import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askPosition, isMine, mayAsk, placeOfYou, rememberMine, rememberYou, rounded } from '../../static/js/position.js';

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

const deciding = (allowed) => ({ allowsFeature: (name) => name === 'geolocation' && allowed });

test('a page asks unless its browser says that it may not', () => {
  assert.equal(mayAsk({}), true);
  for (const api of ['permissionsPolicy', 'featurePolicy']) {
    assert.equal(mayAsk({ [api]: deciding(true) }), true);
    assert.equal(mayAsk({ [api]: deciding(false) }), false);
  }
});

/** A tab's storage as browsers have it. */
function tab() {
  const kept = new Map();
  return {
    sessionStorage: {
      setItem: (key, value) => kept.set(key, value),
      getItem: (key) => kept.get(key) ?? null,
    },
  };
}

test('where the visitor said to be is theirs', () => {
  const mine = tab();
  rememberMine('11.5564,104.9282', mine);
  assert.equal(isMine('11.5564,104.9282', mine), true);
});

test('where a link or the map leads is not', () => {
  const mine = tab();
  assert.equal(isMine('11.5564,104.9282', mine), false);
  assert.equal(isMine(null, mine), false);
  rememberMine('11.5564,104.9282', mine);
  assert.equal(isMine('12.5,104.5', mine), false);
});

test('a tab that refuses to remember is no error', () => {
  const refusing = {
    get sessionStorage() {
      throw new Error('SecurityError');
    },
  };
  rememberMine('11.5564,104.9282', refusing);
  assert.equal(isMine('11.5564,104.9282', refusing), false);
});

test('who searches elsewhere on the map stays where they are', () => {
  const here = tab();
  rememberYou([11.5, 104.9], '11.6,105', here);
  assert.deepEqual(placeOfYou([11.6, 105], here), [11.5, 104.9]);
  assert.deepEqual(placeOfYou([11.7, 105], here), [11.7, 105]);
});
