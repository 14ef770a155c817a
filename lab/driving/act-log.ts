import * as v from 'valibot'

export interface StepResult {
  readonly outcome: string
  readonly outputs: Readonly<Record<string, string>>
  /** The job summary in Markdown; empty if the step wrote none. */
  readonly summary: string
  /** The lines that the step printed, including workflow commands. */
  readonly log: string
}

export interface JobResult {
  readonly outcome: string
  readonly steps: ReadonlyMap<string, StepResult>
}

/** A line of act's log with `--json`. */
const LineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    msg: v.optional(v.string(), ''),
    job: v.string(),
    matrix: v.optional(v.record(v.string(), v.unknown()), {}),
    /** The IDs of the step and of the composite steps around it. */
    stepID: v.optional(v.array(v.string()), []),
    /** The printed line; workflow commands have `raw` instead. */
    raw_output: v.optional(v.boolean(), false),
    raw: v.optional(v.string()),
    command: v.optional(v.string()),
    name: v.optional(v.string()),
    arg: v.optional(v.string()),
    content: v.optional(v.string()),
    /** `Main`, or `Post` for what an action does after the job's last step. */
    stage: v.optional(v.string(), 'Main'),
    stepResult: v.optional(v.string()),
    jobResult: v.optional(v.string()),
  }),
)

interface Step extends StepResult {
  outcome: string
  readonly outputs: Record<string, string>
  summary: string
  log: string
}

interface Job extends JobResult {
  outcome: string
  readonly steps: Map<string, Step>
}

/** act writes `WORKFLOW/JOB`, padded with spaces, and adds `-1`, `-2` and so on to the jobs of a matrix. */
const nameOf = (
  { job, matrix }: { readonly job: string; readonly matrix: object },
  workflow: string,
): string => {
  const name = job.slice(workflow.length + 1).trim()
  return Object.keys(matrix).length === 0 ? name : name.replace(/-\d+$/, '')
}

/** Parses act's output with `--json` into jobs and steps. */
export class ActLog {
  readonly #workflow: string
  readonly #jobs = new Map<string, Job>()
  readonly #lines: string[] = []

  constructor(workflow: string) {
    this.#workflow = workflow
  }

  get jobs(): ReadonlyMap<string, JobResult> {
    return this.#jobs
  }

  /** The log without JSON. */
  get transcript(): string {
    return this.#lines.join('\n')
  }

  add(text: string): void {
    const line = v.safeParse(LineSchema, text)
    if (!line.success) {
      // act also prints lines that belong to no job.
      this.#lines.push(text)
      return
    }
    const { msg, stepID, raw_output, raw, command, name, arg, content, stage, stepResult, jobResult } =
      line.output
    const jobName = nameOf(line.output, this.#workflow)
    this.#lines.push(`${jobName} | ${msg.trimEnd().split('\n', 1)[0]}`)
    const job = this.#jobs.get(jobName) ?? { outcome: '', steps: new Map<string, Step>() }
    this.#jobs.set(jobName, job)
    if (jobResult !== undefined) job.outcome = jobResult
    const [id] = stepID
    if (id === undefined) return
    const step = job.steps.get(id) ?? { outcome: '', outputs: {}, summary: '', log: '' }
    job.steps.set(id, step)
    if (stepResult !== undefined && stage === 'Main') step.outcome = stepResult
    if (command === 'set-output' && name !== undefined) step.outputs[name] = arg ?? ''
    else if (command === 'summary') step.summary += content ?? ''
    else if (raw_output || raw !== undefined) step.log += `${(raw ?? msg).replace(/\n$/, '')}\n`
  }
}
