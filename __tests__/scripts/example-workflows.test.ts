import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import * as v from 'valibot'
import { parse } from 'yaml'
import { root } from '../../lab/tools/folder.ts'

const PermissionsSchema = v.record(v.string(), v.picklist(['read', 'write']))
const WorkflowSchema = v.object({
  permissions: PermissionsSchema,
  jobs: v.record(
    v.string(),
    v.object({
      permissions: v.optional(PermissionsSchema),
      steps: v.array(
        v.object({
          uses: v.optional(v.string()),
          with: v.optional(v.record(v.string(), v.unknown())),
        }),
      ),
    }),
  ),
})

const files = await Array.fromAsync(glob('examples/workflows/*.yml', { cwd: root }))
const workflows = await Promise.all(
  files.map(async (file) => ({
    file,
    ...v.parse(WorkflowSchema, parse(await readFile(join(root, file), 'utf8'))),
  })),
)
const jobs = workflows.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([name, { permissions, steps }]) => ({
    name: `${workflow.file}: ${name}`,
    permissions: permissions ?? workflow.permissions,
    steps,
  })),
)
const isPush = ({ uses = '' }: { readonly uses?: string | undefined }): boolean =>
  uses.startsWith('OWNER/buildpacks-oci-layout/push@')

suite('the example workflows', () => {
  const pushing = jobs.filter(({ steps }) => steps.some(isPush))

  test('a job that pushes runs no shell commands and does not check out the repository', () => {
    assert.equal(pushing.length, 9)
    for (const { name, steps } of pushing) {
      const used = steps.map((step) => step.uses?.replace(/@.*/, ''))
      assert.equal(used[0], 'docker/login-action', name)
      assert.ok(!used.includes(undefined) && !used.includes('actions/checkout'), name)
    }
  })

  test('a job has only the permissions that its steps need', () => {
    for (const { name, permissions, steps } of jobs) {
      const uses = (action: string): boolean => steps.some((step) => step.uses?.startsWith(action) === true)
      assert.deepEqual(
        permissions,
        {
          ...(uses('actions/checkout@') && { contents: 'read' }),
          ...(uses('docker/login-action@') && { packages: steps.some(isPush) ? 'write' : 'read' }),
          ...(uses('actions/attest@') && { 'id-token': 'write', attestations: 'write' }),
          ...(steps.some((step) => step.with?.['run-id'] !== undefined) && { actions: 'read' }),
        },
        name,
      )
    }
  })

  test('every action of others is pinned by its commit, with the version in a comment', async () => {
    for (const file of files) {
      const text = await readFile(join(root, file), 'utf8')
      for (const [line] of text.matchAll(/uses: (?!OWNER\/).*/g)) {
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file)
      }
    }
  })

  test('workflows and documents use the same version of an action of others', async () => {
    const found = new Map<string, Map<string, string>>()
    const places = ['README.md', 'docs/*.md', 'examples/workflows/*.yml', '.github/workflows/*.yml']
    for await (const file of glob(places, { cwd: root })) {
      const text = await readFile(join(root, file), 'utf8')
      for (const [, action = '', commit = '', version] of text.matchAll(
        /uses: ([\w-]+\/[^@\s]+)@(\S+)(?: # (v[\d.]+))?/g,
      )) {
        if (action.startsWith('OWNER/')) continue
        const versions = found.get(action) ?? new Map<string, string>()
        // A document may show only the major version.
        versions.set(version === undefined ? `${commit}.` : commit, version ?? commit)
        found.set(action, versions)
      }
    }
    assert.ok(found.size > 10)
    // The page on migration shows a workflow as it was before.
    for (const former of ['actions/cache', 'actions/upload-artifact']) found.delete(former)
    for (const [action, versions] of found) {
      const majors = new Set([...versions.values()].map((version) => version.split('.')[0]))
      assert.equal(majors.size, 1, `${action}: ${[...versions.values()].join(', ')}`)
      const commits = [...versions.keys()].filter((version) => !version.endsWith('.'))
      assert.ok(commits.length <= 1, `${action} is pinned to ${commits.join(' and ')}`)
    }
  })
})
