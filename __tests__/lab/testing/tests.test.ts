import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseShard, shareOf } from '../../../lab/testing/tests.ts'

const files = ['a', 'b', 'c', 'd', 'e']

test('each file is in exactly one shard', () => {
  for (const count of [1, 2, 3]) {
    const shares = Array.from({ length: count }, (_, nth) => shareOf(files, { number: nth + 1, of: count }))
    assert.deepEqual(shares.flat().toSorted(), files)
  }
})

test('shards have equal numbers of files, and adjacent files are in different shards', () => {
  assert.deepEqual(shareOf(files, parseShard('1/2')), ['a', 'c', 'e'])
  assert.deepEqual(shareOf(files, parseShard('2/2')), ['b', 'd'])
})

test('a shard that does not exist is refused', () => {
  for (const text of ['', '1', '0/2', '3/2', '1/0', '1/2/3', 'a/b']) {
    assert.throws(() => parseShard(text), /is not a valid shard\. Example: --shard 1\/2/, text)
  }
})
