import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseChallenges } from '../../../src/registry/auth/authorization.ts'
import { holds, hostileText } from '../../property.ts'

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,8}$/)
// What a header can have: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
const value = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,12}$/)
const challenge = fc.record({
  scheme: token,
  parameters: fc.uniqueArray(fc.tuple(token, value, fc.boolean()), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name.toLowerCase(),
  }),
})

const isToken = (text: string): boolean => /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text)
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

holds(
  'challenges are read as they were written, quoted or not',
  [
    fc.array(challenge, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(', ', ',', ' ,\t', ',,'),
    fc.constantFrom('=', ' = '),
  ],
  (challenges, between, equals) => {
    const header = challenges
      .map(({ scheme, parameters }) => {
        const texts = parameters.map(
          ([name, text, bare]) => `${name}${equals}${bare && isToken(text) ? text : quoted(text)}`,
        )
        return `${scheme} ${texts.join(between)}`
      })
      .join(between)
    assert.deepEqual(
      parseChallenges(header).map(({ scheme, parameters }) => ({ scheme, parameters: [...parameters] })),
      challenges.map(({ scheme, parameters }) => ({
        scheme: scheme.toLowerCase(),
        parameters: parameters.map(([name, text]) => [name.toLowerCase(), text]),
      })),
    )
  },
)

holds(
  'any header is read, and every name that comes of it is one',
  [hostileText, hostileText],
  (one, other) => {
    for (const header of [
      one,
      `Bearer realm="${one}",service=${other}`,
      one.repeat(500),
      `a=${'"\\'.repeat(9000)}${one}`,
    ]) {
      for (const { scheme, parameters } of parseChallenges(header)) {
        for (const name of [scheme, ...parameters.keys()]) {
          assert.ok(isToken(name))
          assert.equal(name, name.toLowerCase())
        }
      }
    }
  },
)
