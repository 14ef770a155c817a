import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from '../../src/message/printable.ts'
import { holds, hostileText } from '../property.ts'

test('untrusted text is shown in one line, without invisible characters', () => {
  assert.equal(printable(' a\r\n\u001b[31mb\u202e\u200bc\0'), 'a [31mb c')
  assert.equal(printable('héllo 世界 🚀'), 'héllo 世界 🚀')
})

test('a long text is cut between two characters', () => {
  assert.equal(printable('x'.repeat(201)), `${'x'.repeat(199)}…`)
  assert.equal(printable(`${'x'.repeat(198)}🚀🚀`), `${'x'.repeat(198)}\ufffd…`)
})

holds('whatever it is, it becomes at most 200 printable characters', [hostileText], (text) => {
  const shown = printable(text.repeat(20))
  assert.match(shown, /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,200}$/u)
  assert.equal(printable(shown), shown)
})
