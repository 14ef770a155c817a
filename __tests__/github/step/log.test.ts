import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Log, openLog } from '../../../src/github/step/log.ts'

const recorded = (debugging = false): { readonly log: Log; readonly text: () => string } => {
  let text = ''
  return {
    log: openLog((more) => {
      text += more
    }, debugging),
    text: () => text,
  }
}

interface Interpretation {
  readonly commands: readonly string[]
  readonly shown: readonly string[]
}

/**
 * Reads an output like the runner: `::command::` at the start of a line, or `##[command]` anywhere in a line. After
 * stop-commands it only reads the token.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
const interpret = (text: string): Interpretation => {
  const commands: string[] = []
  const shown: string[] = []
  let token: string | undefined
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, name, data = ''] =
      /^\s*::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? /##\[([\w-]+)(?: [^\]]*)?\](.*)/.exec(line) ?? []
    if (token !== undefined) {
      if (name === token) token = undefined
      else shown.push(line)
    } else if (name === 'stop-commands') token = data
    else if (name === undefined) shown.push(line)
    else commands.push(`${name} ${data}`.trim())
  }
  assert.equal(token, undefined, 'the runner executes commands again at the end')
  return { commands, shown: shown.filter((line) => line !== '') }
}

const attacks = [
  '::set-output name=digest::forged',
  '  ::add-path::/evil',
  '##[error]forged',
  'text ##[add-mask]a',
  '\r::error::forged',
  'a\r\n::error::forged',
  '\u0085::error::forged',
  '::stop-commands::x',
]

describe('messages', () => {
  test('are shown unchanged', () => {
    const { log, text } = recorded()
    log.info('Builder: ghcr.io/acme/builder:1, 100 % found :: fine')
    assert.equal(text(), 'Builder: ghcr.io/acme/builder:1, 100 % found :: fine\n')
  })

  test('warnings and errors are commands, with their text escaped', () => {
    const { log, text } = recorded()
    log.warning('50 %0Aoff')
    log.error('bad')
    assert.equal(text(), '::warning::50 %250Aoff\n::error::bad\n')
  })

  test('debug messages are written only if the runner shows them', () => {
    const [quiet, debugging] = [recorded(), recorded(true)]
    for (const { log } of [quiet, debugging]) log.debug('detail')
    assert.equal(quiet.text(), '')
    assert.equal(debugging.text(), '::debug::detail\n')
  })

  test('cannot contain a command', () => {
    for (const attack of attacks) {
      const { log, text } = recorded()
      log.info(attack)
      log.info(`found ${attack}`)
      assert.deepEqual(interpret(text()).commands, [], JSON.stringify(attack))
    }
  })

  test('a warning is exactly one command', () => {
    for (const attack of attacks) {
      const { log, text } = recorded()
      log.warning(attack)
      assert.equal(interpret(text()).commands.length, 1)
      assert.match(text(), /^::warning::[^\r\n]*\n$/)
    }
  })
})

describe('untrusted output', () => {
  test('is shown and never executed', async () => {
    for (const attack of attacks) {
      const { log, text } = recorded()
      await log.untrusted(async (output) => output.write(`${attack}\n`))
      assert.deepEqual(interpret(text()).commands, [])
      assert.ok(text().includes(`${attack}\n`))
    }
  })

  test('ends with a complete line', async () => {
    for (const end of ['no end', 'returned\r', '::']) {
      const { log, text } = recorded()
      await log.untrusted(async (output) => output.write(end))
      log.info('after')
      assert.ok(text().endsWith('\nafter\n'))
      assert.deepEqual(interpret(text()).commands, [])
    }
  })

  test('keeps colors and blank lines', async () => {
    const { log, text } = recorded()
    await log.untrusted(async (output) => output.write('\u001b[31mred\u001b[0m\n\n10%\r20%\n'))
    assert.ok(text().includes('\n\u001b[31mred\u001b[0m\n\n10%\r20%\n::'))
  })

  test('has a group for each phase', async () => {
    const { log, text } = recorded()
    await log.untrusted(async (output) => {
      output.write('first\n')
      output.phase('DETECTING')
      output.write('unfinished')
      output.phase('BUILDING')
      output.write('last\n')
    })
    const { commands, shown } = interpret(text())
    assert.deepEqual(commands, ['group DETECTING', 'endgroup', 'group BUILDING', 'endgroup'])
    assert.deepEqual(shown, ['first', 'unfinished', 'last'])
  })

  test('the runner executes a warning in between, and no command after it', async () => {
    const { log, text } = recorded()
    await log.untrusted(async (output) => {
      output.write('unfinished')
      log.warning('look here')
      output.write('::error::forged\n')
      log.info('all is well')
    })
    const { commands, shown } = interpret(text())
    assert.deepEqual(commands, ['warning look here'])
    assert.deepEqual(shown, ['unfinished', '::error::forged', 'all is well'])
  })

  test('uses each token only once', async () => {
    const { log, text } = recorded()
    for (let nth = 0; nth < 3; nth += 1) {
      await log.untrusted(async (output) => output.phase('BUILDING'))
    }
    const tokens = [...text().matchAll(/^::stop-commands::(.*)$/gm)].map(([, token]) => token)
    assert.equal(tokens.length, 6)
    assert.equal(new Set(tokens).size, 6)
    assert.ok(tokens.every((token) => token !== undefined && /^[0-9a-f]{32}$/.test(token)))
  })

  test('ends properly if the work fails', async () => {
    const { log, text } = recorded()
    const failing = log.untrusted(async (output) => {
      output.phase('BUILDING')
      output.write('so far')
      throw new RangeError('failed')
    })
    await assert.rejects(failing, new RangeError('failed'))
    assert.deepEqual(interpret(text()).commands, ['group BUILDING', 'endgroup'])
    log.warning('after')
    assert.deepEqual(interpret(text()).commands.at(-1), 'warning after')
  })

  test('returns the result of the work', async () => {
    assert.equal(await recorded().log.untrusted(async () => 42), 42)
  })

  test('is shown by one task at a time', async () => {
    const { log } = recorded()
    await log.untrusted(async () => {
      await assert.rejects(
        log.untrusted(async () => {}),
        /already/,
      )
    })
  })
})
