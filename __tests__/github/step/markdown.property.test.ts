import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parse } from 'yaml'
import { openLog } from '../../../src/github/step/log.ts'
import {
  code,
  details,
  linkTo,
  preformatted,
  table,
  text,
  visible,
  yamlScalar,
} from '../../../src/github/step/markdown.ts'
import { holds, hostileText } from '../../property.ts'

const shown = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))

holds(
  'a value in a sentence is one line without markup, links, mentions and images',
  [hostileText],
  (value) => {
    const html = text(value)
    // No character is left that could start or end a tag, a cell, emphasis, a link or a line.
    assert.match(html, /^(?:[A-Za-z0-9 .,:/+=\u200b-]|&#\d+;|[^\p{ASCII}\p{Cc}\p{Zl}\p{Zp}])*$/u)
    // After HTML and Markdown, GitHub looks for these in the text.
    assert.doesNotMatch(shown(html), /@[\w-]|#\d|\bGH-\d|:\w+:|:\/\/|\bwww\./i)
  },
)

holds('a value in a code font is only text', [hostileText], (value) => {
  const [, inner = ''] = /^<code>([^<>]*)<\/code>$/.exec(code(value)) ?? []
  assert.match(inner, /^(?:[A-Za-z0-9 .,:/+=-]|&#\d+;|[^\p{ASCII}\p{Cc}\p{Zl}\p{Zp}])*$/u)
  assert.equal(shown(inner), visible(value, 80))
})

holds(
  'a visible value is one line with a limited number of characters, and is not changed again',
  [hostileText, fc.integer({ min: 5, max: 40 })],
  (value, limit) => {
    for (const long of [value, value.repeat(50)]) {
      const line = visible(long, limit)
      assert.ok([...line].length <= limit)
      assert.match(line, /^[^\p{C}\p{Zl}\p{Zp}]*$/u)
      assert.equal(visible(line, limit), line)
    }
  },
)

holds(
  'a link has the host of its address, and stays in its attribute',
  [hostileText, hostileText],
  (one, other) => {
    for (const address of [one, `https://${one}`, `https://a.example/${one}${other}`]) {
      const html = linkTo(address, 'x')
      if (html === 'x') continue
      const [, href = ''] = /^<a href="([^"<>]*)">x<\/a>$/.exec(html) ?? []
      const url = new URL(shown(href))
      assert.equal(url.protocol, 'https:')
      assert.equal(url.host, new URL(address).host)
    }
  },
)

holds(
  'no value ends its cell, its row or its table',
  [fc.array(hostileText, { minLength: 1, maxLength: 4 })],
  (values) => {
    const html = table(
      ['a'],
      values.map((value) => [code(value), text(value)]),
    )
    assert.equal(html.match(/<\/?(?:table|tr|td|th)\b/g)?.length, 2 + 4 + values.length * 6)
    assert.equal(html.split('\n').length, values.length + 3)
    assert.equal(details(text(values.join('')), html).match(/<\/?(?:details|summary)>/g)?.length, 4)
  },
)

holds('no line leaves its block, and each stays one line', [fc.array(hostileText)], (lines) => {
  const [, inner = ''] = /^<pre>([^<>]*)<\/pre>$/.exec(preformatted(lines)) ?? []
  assert.equal(inner.split('\n').length, Math.max(1, lines.length))
  assert.match(inner, /^(?:[^<>"'&\p{C}]|\n|&(?:amp|lt|gt|quot|apos);)*$/u)
})

holds('a value in a workflow is exactly that value, and no expression', [hostileText], (value) => {
  const scalar = yamlScalar(value)
  // The runner evaluates `${{ '${{' }}` to `${{`.
  const opening = '\u0024{{'
  const evaluated = (found: string): string => found.replaceAll(`${opening} '${opening}' }}`, () => opening)
  assert.equal(scalar.replaceAll(`${opening} '${opening}' }}`, '').includes(opening), false)
  for (const version of ['1.1', '1.2'] as const) {
    assert.equal(evaluated(String(parse(`a: ${scalar} # b`, { version }).a)), value)
    assert.equal(typeof parse(scalar, { version }), 'string')
  }
})

/** The lines that the runner reads as commands. https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
const commandsIn = (output: string): readonly string[] =>
  output.split(/\r\n|\n|\r/).filter((line) => /^\p{White_Space}*::/u.test(line) || line.includes('##['))

holds('no message starts a command, and each is one line', [hostileText], (message) => {
  let output = ''
  const log = openLog((more) => {
    output += more
  }, true)
  log.info(message)
  assert.deepEqual(commandsIn(output), [])
  for (const say of [log.warning, log.error, log.debug]) say(message)
  assert.deepEqual(
    commandsIn(output).map((line) => line.replace(/^::(\w+)::.*$/u, '$1')),
    ['warning', 'error', 'debug'],
  )
  assert.equal(output.split(/[\n\r\u0085\u2028\u2029\f\v]/).length, 5)
})

holds(
  'the runner executes no command of a build, and all groups are those of the log',
  [fc.array(hostileText, { maxLength: 5 }), hostileText],
  async (pieces, title) => {
    let output = ''
    const log = openLog((more) => {
      output += more
    }, false)
    await log.untrusted(async ({ phase, write }) => {
      phase(title)
      for (const piece of pieces) {
        write(piece)
        log.info(piece)
      }
    })
    let stopped: string | undefined
    const obeyed: string[] = []
    for (const line of commandsIn(output)) {
      const [, name = '', data] = /^::([^:]*)::(.*)$/u.exec(line) ?? []
      if (stopped === undefined && name === 'stop-commands') stopped = data
      else if (name === stopped) stopped = undefined
      else if (stopped === undefined) obeyed.push(name)
    }
    assert.deepEqual(obeyed, ['group', 'endgroup'])
    assert.equal(stopped, undefined)
  },
)
