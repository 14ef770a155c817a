import * as v from 'valibot'
import { parse, stringify } from 'yaml'
import { type Block, blocksOf, pages } from './pages.ts'

const StepSchema = v.looseObject({
  id: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown())),
})
const StepsSchema = v.array(StepSchema)
const AnySchema = v.record(v.string(), v.unknown())
const JobSchema = v.looseObject({
  needs: v.optional(v.union([v.string(), v.array(v.string())]), []),
  steps: v.optional(StepsSchema, []),
})

export type Step = v.InferOutput<typeof StepSchema>
type Job = v.InferOutput<typeof JobSchema>

/** A block of YAML that is a workflow or a part of one: what it has, and the whole workflow that it is checked as. */
export interface WorkflowBlock extends Block {
  /** Whether it is a workflow as it is. */
  readonly whole: boolean
  readonly steps: readonly Step[]
  /** The text of a workflow with this part in it, and whatever a workflow takes besides. */
  readonly workflow: string
}

/** What of a job a document may show without the rest. */
const jobKeys = [
  ...['concurrency', 'container', 'environment', 'if', 'name', 'needs', 'outputs', 'permissions', 'runs-on'],
  ...['services', 'steps', 'strategy', 'uses', 'with'],
]

/** Files of other programs that documents show, by page and beginning. */
const foreign = {
  'docs/gitea.md': 'container:\n  workdir_parent:',
  'docs/kubernetes.md': 'spec:\n',
} as const

const isForeign = ({ place, text }: Block): boolean =>
  Object.entries(foreign).some(([file, start]) => place.startsWith(`${file}:`) && text.startsWith(start))

/** Reads a block; throws where it is no part of a workflow. */
const readWorkflowBlock = (block: Block): WorkflowBlock => {
  const content: unknown = parse(block.text)
  if (Array.isArray(content)) return partOf(block, { job: { steps: v.parse(StepsSchema, content) } })
  const parts = v.parse(AnySchema, content)
  const keys = Object.keys(parts)
  if (keys.includes('on') && keys.includes('jobs')) {
    const jobs = jobsIn(parts['jobs'])
    return { ...block, whole: true, steps: stepsIn(jobs), workflow: block.text }
  }
  if (keys.every((key) => key === 'on')) return partOf(block, { job: {} }, parts['on'])
  if (keys.every((key) => jobKeys.includes(key))) return partOf(block, { job: v.parse(JobSchema, parts) })
  if (Object.values(parts).every(isJob)) return partOf(block, jobsIn(parts))
  throw new Error(`${block.place} is not a workflow or a part of one.`)
}

const isJob = (value: unknown): boolean =>
  v.is(AnySchema, value) && Object.keys(value).every((key) => jobKeys.includes(key))

const jobsIn = (content: unknown): Readonly<Record<string, Partial<Job>>> =>
  v.parse(v.record(v.string(), JobSchema), content)

const stepsIn = (jobs: Readonly<Record<string, Partial<Job>>>): readonly Step[] =>
  Object.values(jobs).flatMap(({ steps = [] }) => steps)

/** The workflow around jobs, with a job for each that they need and the block does not show. */
const partOf = (
  block: Block,
  jobs: Readonly<Record<string, Partial<Job>>>,
  on: unknown = triggersOf(block.text),
): WorkflowBlock => {
  const used = outputsUsedIn(block.text)
  const idle = { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] }
  // A part that is shown without its `needs` needs what it uses.
  const shown = Object.entries(jobs).map(([name, { needs = [], steps = [], ...rest }]) => {
    const all = new Set([needs, name === 'job' ? [...used.keys()] : []].flat())
    return [
      name,
      {
        // A job that calls a reusable workflow has neither a runner nor steps.
        ...(!('uses' in rest) && idle),
        ...rest,
        ...(steps.length > 0 && { steps }),
        ...(all.size > 0 && { needs: [...all] }),
      },
    ] as const
  })
  const needed = new Set(shown.flatMap(([, { needs = [] }]) => needs))
  const others = [...needed]
    .filter((name) => jobs[name] === undefined)
    .map((name) => [name, { ...idle, ...(used.has(name) && { outputs: used.get(name) }) }] as const)
  return {
    ...block,
    whole: false,
    steps: stepsIn(jobs),
    workflow: stringify({ name: 'Part', on, jobs: Object.fromEntries([...others, ...shown]) }),
  }
}

/** By job, the outputs that a text uses of it. */
const outputsUsedIn = (text: string): ReadonlyMap<string, Readonly<Record<string, string>>> => {
  const used = [...text.matchAll(/needs\.([\w-]+)\.outputs\.([\w-]+)/g)]
  return new Map(
    [...Map.groupBy(used, ([, job = '']) => job)].map(([job, uses]) => [
      job,
      Object.fromEntries(uses.map(([, , output = '']) => [output, 'known'])),
    ]),
  )
}

const triggersOf = (text: string): unknown => {
  const inputs = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = '']) => [name, { type: 'string' }])
  return { push: {}, ...(inputs.length > 0 && { workflow_dispatch: { inputs: Object.fromEntries(inputs) } }) }
}

/** The step that an `id` means in a block. */
export const stepCalled = ({ steps }: WorkflowBlock, id: string): Step | undefined =>
  steps.find((step) => step.id === id)

const yamlBlocks = pages.flatMap((page) => blocksOf(page, 'yaml'))

/** The blocks of YAML in all documents, except for the files of other programs. */
export const workflowBlocks = (): readonly WorkflowBlock[] =>
  yamlBlocks.filter((block) => !isForeign(block)).map(readWorkflowBlock)
