import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { suite, test } from 'node:test'
import * as v from 'valibot'
import { parse } from 'yaml'
import { root } from '../../lab/tools/folder.ts'

// What actionlint and zizmor cannot know, since it is about how files of this repository fit together.

const TextSchema = v.record(v.string(), v.unknown())
const WorkflowSchema = v.object({
  name: v.string(),
  on: TextSchema,
  permissions: v.record(v.string(), v.string()),
  concurrency: v.object({ group: v.string() }),
  jobs: v.record(
    v.string(),
    v.object({
      environment: v.optional(v.string()),
      permissions: v.optional(v.record(v.string(), v.string())),
      uses: v.optional(v.string()),
      steps: v.optional(
        v.array(
          v.object({
            uses: v.optional(v.string()),
            run: v.optional(v.string()),
            with: v.optional(TextSchema),
          }),
        ),
        [],
      ),
    }),
  ),
})

const read = async (file: string) => {
  const text = await readFile(join(root, '.github', 'workflows', file), 'utf8')
  return { file, text, ...v.parse(WorkflowSchema, parse(text)) }
}
const files = await Array.fromAsync(glob('.github/workflows/*.yml', { cwd: root }))
const workflows = await Promise.all(files.map((file) => read(basename(file))))

test('each third-party action is pinned to the same commit everywhere, with its version in a comment', () => {
  const versions = new Map<string, Set<string>>()
  for (const { text, file } of workflows) {
    for (const [, used = ''] of text.matchAll(/uses: ((?!\.\/).+)/g)) {
      const [, name = '', pin = ''] =
        /^([\w-]+\/[\w-]+)(?:\/[\w/-]+)?@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(used) ?? []
      assert.notEqual(pin, '', `${file} uses ${used}`)
      versions.set(name, (versions.get(name) ?? new Set()).add(pin))
    }
  }
  assert.ok(versions.has('actions/checkout'))
  for (const [name, pins] of versions) assert.equal(pins.size, 1, `${name}: ${[...pins].join(', ')}`)
})

test('every npm script that a workflow runs is in package.json', async () => {
  const { scripts } = v.parse(
    v.object({ scripts: TextSchema }),
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  )
  const used = workflows.flatMap(({ text }) =>
    [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, s = '']) => s),
  )
  assert.ok(used.length >= 2)
  for (const script of used) assert.ok(script in scripts, script)
})

suite('a release', async () => {
  const { concurrency, jobs } = await read('release.yml')
  const ci = await read('ci.yml')

  test('does not wait for itself: the CI that it calls is in a group of another name', () => {
    assert.equal(jobs['check']?.uses, './.github/workflows/ci.yml')
    assert.equal(ci.concurrency.group, '$' + '{{ github.workflow }}-$' + '{{ github.ref }}')
    assert.match(concurrency.group, /^publish-/, 'github.workflow is "Release" in both; case does not count')
  })

  test('moves a tag in one job, which runs in the protected environment', () => {
    const moving = Object.values(jobs).filter(({ steps }) =>
      steps.some(({ run }) => run?.includes('git push')),
    )
    assert.deepEqual(
      moving.map(({ environment }) => environment),
      ['major-tag'],
    )
  })

  test('runs no code of this repository in jobs that can sign', () => {
    const signing = Object.values(jobs).filter(({ permissions }) => permissions?.['id-token'] === 'write')
    assert.equal(signing.length, 1)
    for (const { run } of signing.flatMap(({ steps }) => steps)) assert.equal(run, undefined)
  })
})
