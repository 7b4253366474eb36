import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failureWatch, savesData } from '../../static/js/tiles.js';

test('the third failure gives up, once', () => {
  let given = 0;
  const failed = failureWatch(() => { given += 1; });
  failed();
  failed();
  assert.equal(given, 0);
  failed();
  failed();
  assert.equal(given, 1);
});

test('a phone that saves data is left without images', () => {
  assert.equal(savesData({ saveData: true }), true);
  assert.equal(savesData({}), false);
  assert.equal(savesData(undefined), false);
});
