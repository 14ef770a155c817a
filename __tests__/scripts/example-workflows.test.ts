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
      steps: v.array(v.object({ uses: v.optional(v.string()), run: v.optional(v.string()) })),
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

  test('a job that pushes runs a login and the push, and nothing of the repository', () => {
    assert.equal(pushing.length, 4)
    for (const { name, steps } of pushing) {
      assert.deepEqual(
        steps.map((step) => step.uses?.replace(/@.*/, '')),
        ['docker/login-action', 'OWNER/buildpacks-oci-layout/push'],
        name,
      )
    }
  })

  test('only such a job may write, and packages only; one that builds may read the repository', () => {
    for (const { name, permissions, steps } of jobs) {
      const pushes = steps.some(isPush)
      const { actions, ...others } = permissions
      const checksOut = steps.some(({ uses = '' }) => uses.startsWith('actions/checkout@'))
      assert.deepEqual(
        others,
        pushes ? { packages: 'write' } : checksOut ? { contents: 'read' } : {},
        `${name} has ${JSON.stringify(permissions)}`,
      )
      if (actions !== undefined) assert.ok(pushes && actions === 'read' && name.includes('another-run'), name)
    }
  })

  test('every action of others is pinned by its commit, with the version beside it', async () => {
    for (const file of files) {
      const text = await readFile(join(root, file), 'utf8')
      for (const [line] of text.matchAll(/uses: (?!OWNER\/).*/g)) {
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file)
      }
    }
  })
})
