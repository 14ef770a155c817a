import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { actionNames, metadataFile } from '../../lab/driving/actions.ts'
import { root } from '../../lab/tools/folder.ts'
import { parseMetadata } from '../../scripts/action-tables.ts'
import { type Step, stepCalled, workflowBlocks } from './workflow-block.ts'

const blocks = workflowBlocks()

const metadata = new Map(
  await Promise.all(
    actionNames.map(async (name) => {
      const file = metadataFile(name)
      const action = parseMetadata(await readFile(join(root, file), 'utf8'), file)
      return [name === 'build' ? '' : `/${name}`, action] as const
    }),
  ),
)

/** What the action.yml says of a step's action, if that is one of this repository. */
const actionOf = ({ uses = '' }: Step) => {
  const [, path] = /^OWNER\/buildpacks-oci-layout(.*)@v1$/.exec(uses) ?? []
  if (path === undefined) return undefined
  const action = metadata.get(path)
  assert.ok(action, `there is no action ${uses}`)
  return action
}

suite('the YAML of the documents', () => {
  test('uses only existing inputs and sets all required ones', () => {
    let steps = 0
    for (const { place, steps: shown } of blocks) {
      for (const step of shown) {
        const inputs = actionOf(step)?.inputs
        if (inputs === undefined) continue
        steps += 1
        const given = Object.keys(step.with ?? {})
        assert.deepEqual(
          given.filter((name) => inputs[name] === undefined),
          [],
          `${place} gives ${step.uses} what it does not know`,
        )
        const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true)
        assert.deepEqual(
          required.filter((name) => !given.includes(name)),
          [],
          `${place} does not give ${step.uses} what it needs`,
        )
      }
    }
    assert.ok(steps > 25)
  })

  test('uses only existing outputs', () => {
    let used = 0
    for (const block of blocks) {
      for (const [, id = '', output = ''] of block.text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
        const step = stepCalled(block, id)
        assert.ok(step, `${block.place} has no step ${id}`)
        const outputs = actionOf(step)?.outputs
        if (outputs === undefined) continue
        used += 1
        assert.ok(outputs[output], `${block.place}: ${step.uses} has no output ${output}`)
      }
    }
    assert.ok(used > 10)
  })

  test('matches a file of examples/workflows if it is a whole workflow', async () => {
    const files = await Array.fromAsync(glob('examples/workflows/*.yml', { cwd: root }))
    const examples = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
    const whole = blocks.filter((block) => block.whole)
    assert.ok(whole.some(({ place }) => place.startsWith('README.md:')))
    for (const { place, text } of whole) assert.ok(examples.includes(text), place)
  })
})

test('descriptions in action.yml contain no expressions, which the runner refuses there', () => {
  for (const { inputs, outputs } of metadata.values()) {
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)]) {
      assert.ok(!description.includes('${{'), description)
    }
  }
})
