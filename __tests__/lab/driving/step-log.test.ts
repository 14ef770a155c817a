import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showLog } from '../../../lab/driving/step-log.ts'

const shown = (...pieces: readonly string[]): readonly string[] => {
  const lines: string[] = []
  const show = showLog((line) => lines.push(line))
  for (const piece of pieces) show(piece)
  return lines
}

test('a log without commands is shown unchanged, in chunks of any size', () => {
  assert.deepEqual(shown('a\nb', 'c\n', '\n'), ['a', 'bc', ''])
})

test('a group is shown as its title with its lines below', () => {
  assert.deepEqual(shown('::group::BUILDING\none\n::endgroup::\ntwo\n'), ['BUILDING', '  one', 'two'])
})

test('annotations are shown with their kind, and other commands are hidden', () => {
  assert.deepEqual(shown('::warning::slow\n::add-mask::x\n::debug::y\n::error file=a.ts::wrong\n'), [
    'warning: slow',
    'error: wrong',
  ])
})

test('commands between stop-commands and its token are shown as text', () => {
  assert.deepEqual(shown('::stop-commands::4f\n::error::forged\n::endgroup::\n::4f::\n::error::true\n'), [
    '::error::forged',
    '::endgroup::',
    'error: true',
  ])
})
