import assert from 'node:assert/strict'
import { access, glob, readFile } from 'node:fs/promises'
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

test('an action of others is one commit wherever it is used, with its version behind it', () => {
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

test('every script that a workflow runs is there', async () => {
  const scripts = workflows.flatMap(({ text }) =>
    [...text.matchAll(/node (scripts\/\S+)/g)].map(([, s = '']) => s),
  )
  assert.ok(scripts.length >= 4)
  for (const script of scripts) await access(join(root, script))
})

suite('a release', async () => {
  const { concurrency, jobs } = await read('release.yml')
  const ci = await read('ci.yml')

  test('does not wait for itself: the CI that it calls is in a group of another name', () => {
    assert.equal(jobs['check']?.uses, './.github/workflows/ci.yml')
    assert.equal(ci.concurrency.group, '$' + '{{ github.workflow }}-$' + '{{ github.ref }}')
    assert.match(concurrency.group, /^publish-/, 'github.workflow is «Release» in both; case does not count')
  })

  test('moves a tag in one job, which is the protected environment’s', () => {
    const moving = Object.values(jobs).filter(({ steps }) =>
      steps.some(({ run }) => run?.includes('major-tag.ts')),
    )
    assert.deepEqual(
      moving.map(({ environment }) => environment),
      ['major-tag'],
    )
  })

  test('runs nothing of this repository where it can sign', () => {
    const signing = Object.values(jobs).filter(({ permissions }) => permissions?.['id-token'] === 'write')
    assert.equal(signing.length, 1)
    for (const { run } of signing.flatMap(({ steps }) => steps)) assert.equal(run, undefined)
  })
})

suite('an update of dist', async () => {
  const [bundle, commit] = await Promise.all([read('dist.yml'), read('dist-commit.yml')])

  test('is handed from the one half to the other', () => {
    const { workflows } = v.parse(v.object({ workflows: v.array(v.string()) }), commit.on['workflow_run'])
    assert.deepEqual(workflows, [bundle.name])
    const uploaded = bundle.jobs['bundle']?.steps.find(({ uses }) =>
      uses?.startsWith('actions/upload-artifact'),
    )
    assert.equal(uploaded?.with?.['path'], 'dist')
    assert.ok(commit.text.includes(`artifacts?name=${uploaded.with['name']}`))
  })

  test('has no right where the update’s code runs', () => {
    assert.deepEqual(Object.keys(bundle.on), ['pull_request'])
    assert.deepEqual(bundle.permissions, {})
    assert.deepEqual(bundle.jobs['bundle']?.permissions, { contents: 'read' })
    assert.doesNotMatch(bundle.text, /secrets|github\.token|environment:/)
  })

  test('runs none of the update’s code where it has rights', () => {
    const { permissions = {}, environment, steps = [] } = commit.jobs['commit'] ?? {}
    assert.equal(environment, 'dist')
    assert.ok(Object.values(permissions).every((right) => right === 'read'))
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))
    assert.deepEqual(
      checkouts.map((step) => step.with),
      [{ 'persist-credentials': false }],
      'the main branch, which is what workflow_run checks out unless told otherwise',
    )
    for (const { run = '' } of steps) {
      assert.ok(!run.includes('$' + '{{'), 'a name of the pull request is no part of a script')
      assert.doesNotMatch(run, /git (?:checkout|switch|merge|reset|worktree|pull)\b/)
    }
  })
})
