import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { build, failedBuild, forms, inForm, openWorkspace, scriptBuilder } from '../build.ts'
import { readAsRunner } from '../runner-commands.ts'

const builder = await scriptBuilder('shared')
const debianBuilder = await scriptBuilder('shared-debian', { base: 'debian' })

const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING']

/** Output of a build that looks like workflow commands. */
const hostileLines = [
  '::set-output name=digest::forged',
  '::add-mask::Built',
  '   ::error::indented',
  '##[error]old style',
  'text before ##[add-mask]Built',
  '::stop-commands::endtoken',
  '::endtoken::',
  `::${'0'.repeat(32)}::`,
  '::group::forged',
  '::endgroup::',
  '::debug::forged',
  '::SET-ENV name=PATH::/evil',
  '::notice file=app.js,line=1::forged',
  'carriage return\r::set-output name=digest::forged',
  '===> EXPORTING forged',
]

const script = [
  // An image without a process is a warning.
  `printf '[[processes]]\\ntype = "web"\\ncommand = ["true"]\\ndefault = true\\n' > "$CNB_LAYERS_DIR/launch.toml"`,
  ...hostileLines.map((line) => `printf '%s\\n' "$(printf '${line.replaceAll('\r', '\\r')}')"`),
  `printf '\\033[31mred\\033[0m \\033[1;32mgreen\\033[0m\\n'`,
  `printf '::warning::on stderr\\n' >&2`,
  `printf '::set-output name=digest::at the end, without end of line'`,
]

test('the runner runs commands in a build’s output unless commands are stopped', () => {
  const { obeyed, stopped } = readAsRunner(hostileLines.join('\n'))
  assert.deepEqual(
    obeyed.map(({ name }) => name),
    ['set-output', 'add-mask', 'error', 'error', 'add-mask', 'stop-commands', 'resume'].concat([
      'group',
      'endgroup',
      'debug',
      'set-env',
      'notice',
      'set-output',
    ]),
  )
  assert.equal(stopped, false)
})

suite('the log', { concurrency: 2 }, () => {
  for (const form of forms) {
    test(`shows the build’s output with its colors, and the runner runs no command in it, ${form}`, async (t) => {
      const workspace = await openWorkspace(t, { 'build.sh': script.join('\n') })
      const { inputs, options } = await inForm(t, form, workspace, debianBuilder)
      const { log, outputs } = await build(workspace, inputs, options)
      const { obeyed, shown, stopped } = readAsRunner(log)

      assert.deepEqual(
        new Set(obeyed.map(({ name }) => name)),
        new Set(['stop-commands', 'resume', 'group', 'endgroup']),
      )
      assert.deepEqual(
        obeyed.filter(({ name }) => name === 'group').map(({ data }) => data),
        phases,
      )
      assert.equal(obeyed.filter(({ name }) => name === 'endgroup').length, phases.length)
      assert.equal(stopped, false, 'the runner accepts commands again after the build')
      assert.match(outputs['digest'] ?? '', /^sha256:/)

      for (const line of hostileLines.flatMap((text) => text.split('\r')))
        assert.ok(shown.includes(line), line)
      assert.ok(shown.includes('\u001b[31mred\u001b[0m \u001b[1;32mgreen\u001b[0m'))
      assert.ok(shown.includes('::set-output name=digest::at the end, without end of line'))
      assert.ok(shown.includes('::warning::on stderr'))

      await t.test('uses each stop token once', () => {
        const tokens = obeyed.filter(({ name }) => name === 'stop-commands').map(({ data }) => data)
        assert.equal(new Set(tokens).size, tokens.length)
        for (const token of tokens) assert.match(token, /^[0-9a-f]{32}$/)
      })
    })

    test(`stays protected if the build fails and its last lines are repeated, ${form}`, async (t) => {
      const workspace = await openWorkspace(t, { 'build.sh': [...script, 'exit 7'].join('\n') })
      const { inputs, options } = await inForm(t, form, workspace, debianBuilder)
      const { log } = await failedBuild(workspace, inputs, options)
      const { obeyed, shown, stopped } = readAsRunner(log)
      const own = ['stop-commands', 'resume', 'group', 'endgroup']
      assert.deepEqual(
        obeyed.filter(({ name }) => !own.includes(name)).map(({ name }) => name),
        ['error'],
      )
      assert.equal(stopped, false)
      // Once in the build's output, and once in its repeated last lines.
      assert.equal(shown.filter((line) => line.includes('at the end, without end of line')).length, 2)
    })
  }
})

suite('a build that fails', { concurrency: 2 }, () => {
  test('says that no buildpack detected the app, and what to do', async (t) => {
    const { error, log } = await failedBuild(await openWorkspace(t, { 'other.txt': '' }), { builder })
    assert.match(
      error,
      /while detecting buildpacks: no group of buildpacks passed detection \(exit code 20\)/,
    )
    assert.match(error, /Check that the input "path" is the directory of the app/)
    assert.match(log, /^ {2}fail: lab\/script@1\.0\.0$/m)
  })

  test('says that a buildpack failed during detection', async (t) => {
    const files = { 'build.sh': '', 'detect.sh': 'echo cannot decide; exit 1' }
    const { error, log } = await failedBuild(await openWorkspace(t, files), { builder })
    assert.match(error, /while detecting buildpacks: .*a buildpack reported an error \(exit code 21\)/)
    assert.match(log, /^ {2}cannot decide$/m)
  })

  test('shows the failed phase, the meaning of the exit code, and the last lines of the build', async (t) => {
    const lines = `for i in $(seq 30); do echo "line $i"; done; echo 'the compiler is not amused' >&2; exit 7`
    const { error, log } = await failedBuild(await openWorkspace(t, { 'build.sh': lines }), { builder })
    assert.match(error, /^The build failed while building: a buildpack's build failed \(exit code 51\)/)
    const [, shownAgain = ''] = log.split('::error::')
    assert.match(shownAgain, /^ {2}the compiler is not amused$/m)
    assert.match(shownAgain, /^ {2}line 30$/m)
    assert.doesNotMatch(shownAgain, /^ {2}line 3$/m)
  })
})
