import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Evidence, judge, type Place } from '../../../lab/faults/judge.ts'
import type { Expected } from '../../../lab/faults/trial.ts'

const digest = `sha256:${'a'.repeat(64)}`
const other = `sha256:${'b'.repeat(64)}`

const layout = (found: Place['found']): Place => ({
  name: 'my-app',
  kind: 'layout',
  before: 'earlier',
  found,
})
const tag = (found: Place['found']): Place => ({
  name: 'the tag kept',
  kind: 'tag',
  before: 'earlier',
  found,
})
const image = { digest, faults: [] }

const ended = (
  result: Partial<Evidence['result']>,
  found: Place,
  more: Partial<Evidence> = {},
): Evidence => ({
  result: { exitCode: 0, outputs: {}, log: '', stderr: '', duration: 1000, post: undefined, ...result },
  places: [found],
  leftovers: [],
  damaged: [],
  ...more,
})

const succeeded = (result: Partial<Evidence['result']> = {}, found = layout(image)): Evidence =>
  ended({ outputs: { digest }, log: 'Built it.\n', ...result }, found)

const error = '::error::Could not fetch the manifest: the registry is away. Try again later.\n'
const failed = (result: Partial<Evidence['result']> = {}, found = layout('earlier')): Evidence =>
  ended({ exitCode: 1, log: error, ...result }, found)

const verdict = (evidence: Evidence, expected: Partial<Expected> = {}) =>
  judge(evidence, { outcome: 'either', ...expected }, digest)

const assertWrong = (evidence: Evidence, finding: RegExp, expected: Partial<Expected> = {}): void => {
  const { outcome, findings } = verdict(evidence, expected)
  assert.equal(outcome, 'wrong')
  assert.match(findings.join('\n'), finding)
}

suite('green', () => {
  test('is exactly the expected image', () => {
    assert.deepEqual(verdict(succeeded(), { outcome: 'green' }), { outcome: 'green', findings: [] })
  })

  test('is not a different, incomplete, previous or missing image', () => {
    assertWrong(succeeded({}, layout({ digest: other, faults: [] })), /my-app has the image sha256:b/)
    assertWrong(succeeded({}, layout({ digest, faults: ['a blob is missing'] })), /a blob is missing/)
    assertWrong(succeeded({}, layout('earlier')), /my-app has the earlier image/)
    assertWrong(succeeded({}, layout('nothing')), /my-app has nothing/)
  })

  test('reports the digest and no error', () => {
    assertWrong(succeeded({ outputs: { digest: other } }), /its output digest is "sha256:b/)
    assertWrong(succeeded({ log: error }), /it shows an error, but is green/)
  })

  test('is wrong if the step could not succeed', () => {
    assertWrong(succeeded(), /it is green instead of red/, { outcome: 'red' })
  })
})

suite('red', () => {
  test('leaves everything unchanged and reports one error', () => {
    assert.deepEqual(verdict(failed(), { outcome: 'red' }), { outcome: 'red', findings: [] })
  })

  test('can leave the new layout if it is complete', () => {
    assert.equal(verdict(failed({}, layout(image))).outcome, 'red')
    assertWrong(failed({}, layout({ digest, faults: ['a blob is missing'] })), /a blob is missing/)
    assertWrong(failed({}, layout({ digest: other, faults: [] })), /has the image sha256:b/)
  })

  test('is not an incomplete or missing layout', () => {
    assertWrong(failed({}, layout({ digest: 'of no digest', faults: ['it has no index.json'] })), /no index/)
    assertWrong(failed({}, layout('nothing')), /my-app has nothing instead of earlier as before/)
  })

  test('is not a moved tag, except to the complete image while tags were pushed', () => {
    assertWrong(failed({}, tag(image)), /the tag kept has the image/)
    assert.equal(verdict(failed({}, tag(image)), { mayTag: true }).outcome, 'red')
    assertWrong(failed({}, tag({ digest, faults: ['a blob is missing'] })), /is missing/, { mayTag: true })
    assertWrong(failed({}, tag('nothing')), /the tag kept has nothing/, { mayTag: true })
  })

  test('is one error on one line', () => {
    assertWrong(failed({ log: 'nothing to see\n' }), /it shows 0 errors instead of one/)
    assertWrong(failed({ log: `${error}${error}` }), /it shows 2 errors instead of one/)
    assertWrong(failed({ log: '::error::Could not%0Afetch it.\n' }), /has several lines/)
    assertWrong(failed({ log: '::error::ENOENT: no such file, open\n' }), /is not a sentence/)
    assertWrong(failed({ log: `::error::${'x'.repeat(2000)}.\n` }), /has 2001 characters/)
  })

  test('reports no digest of another image', () => {
    assertWrong(failed({ outputs: { digest: other } }), /its output digest is "sha256:b.*", and it is red/)
  })

  test('is wrong if the action must survive the fault', () => {
    assertWrong(failed(), /it is red instead of green/, { outcome: 'green' })
  })
})

suite('it is always wrong', () => {
  test('to show messages that only developers understand', () => {
    for (const line of [
      '    at run (file:///actions/dist/build-image.js:1:2)',
      '    at async Promise.all (index 0)',
      "TypeError: Cannot read properties of null (reading 'x')",
      'The image undefined is fetched',
      'Unexpected error (please report it): oh',
    ]) {
      assertWrong(succeeded({ log: `${line}\n` }), /it says "/)
    }
    assertWrong(succeeded({ stderr: 'Warning: something' }), /wrote to its standard error: Warning/)
  })

  test('to leave a container, a directory, or damage', () => {
    const leftovers = ['the container buildpacks-oci-layout-1', 'workspace/out/.x.partial']
    assertWrong(
      { ...failed(), leftovers },
      /left the container buildpacks-oci-layout-1\nit left workspace\/out\/\.x\.partial/,
    )
    assertWrong({ ...succeeded(), leftovers }, /left the container/)
    assertWrong(
      { ...succeeded(), damaged: ['the artifact my-app: it cannot be read'] },
      /damaged: the artifact/,
    )
  })

  test('to take too long or to exit in an unexpected way', () => {
    assertWrong(failed({ duration: 9000 }), /it took 9\.0 s, and may take 5 s/, { within: 5 })
    assertWrong(failed({ exitCode: 7 }), /its exit code is 7/)
    assertWrong(failed({ exitCode: null }), /its exit code is null/)
  })

  test('to leave work to the post step, except for a step that was killed', () => {
    const post = { exitCode: 0, log: 'Removed the build container.\n', stderr: '' }
    assertWrong(failed({ post }), /its post step had something to do/)
    const killed = { outcome: 'red', killed: true, clearedBy: 'post step' } as const
    assert.equal(verdict(failed({ post, exitCode: null, log: '' }), killed).outcome, 'red')
    assertWrong(failed({ post: { ...post, exitCode: 1 } }), /its post step ended with 1/, killed)
    assertWrong(
      { ...failed({ post, exitCode: null, log: '' }), leftovers: ['temp/x'] },
      /it left temp\/x/,
      killed,
    )
  })
})

test('leftovers that the next run removes and damage by the fault itself are accepted', () => {
  const left = { ...failed(), leftovers: ['the container x'], damaged: ['layout-repo/blobs'] }
  assert.equal(verdict(left, { clearedBy: 'next run', damagedStores: true }).outcome, 'red')
})
