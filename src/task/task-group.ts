import { messageOf } from '../message/failure.ts'

/** How long a task took. */
export interface Timing {
  readonly name: string
  readonly seconds: number
}

/** The tasks of a step, which may run at the same time, and the cleanup after them. */
export interface TaskGroup {
  /** Aborted by the first failure, and when the step is cancelled. */
  readonly signal: AbortSignal
  /** The tasks so far, in the order in which they started. They may overlap. */
  readonly timings: readonly Timing[]
  /** Seconds since the group was created. */
  readonly seconds: number
  /**
   * Starts a task now. A failure aborts the whole group, so a task must catch the failures that the step recovers from.
   * The promise may be awaited late or never: a failure is always handled. After an abort no task starts.
   *
   * After a failure, `failureCounts` says whether it fails the step. If not, it aborts nothing.
   */
  run<Result>(
    name: string,
    task: () => Promise<Result>,
    failureCounts?: () => Promise<boolean>,
  ): Promise<Result>
  /**
   * Adds work to do when all tasks have ended, whether they succeeded or not. All cleanup runs at the same time. If it
   * fails, that is a warning: it changes nothing about what the tasks did.
   */
  cleanUp(work: () => Promise<void>): void
}

export interface TaskGroupOptions {
  /** Aborted when the runner cancels the step. */
  readonly cancelled: AbortSignal
  readonly warn: (message: string) => void
}

// In milliseconds: the time that tasks have to end after an abort before the cleanup starts.
const endLimit = 1_000

// In milliseconds: the runner kills a cancelled step 7.5 seconds after it asked the step to end.
const cancelLimit = 4_500

/**
 * Does the work of a step with a group of tasks. Returns when all tasks have ended and the cleanup is done, and then
 * throws the first failure, which aborted the others. Failures that follow from the abort are not reported.
 *
 * After an abort the cleanup starts when all tasks have ended, or after a second. If the step was cancelled, all of it is
 * over within 4.5 seconds: tasks and cleanup that need longer are abandoned.
 */
export const runTasks = async <Result>(
  work: (tasks: TaskGroup) => Promise<Result>,
  { cancelled, warn }: TaskGroupOptions,
): Promise<Result> => {
  const group = new Group(cancelled, warn)
  using timeToEnd = timeAfterAbort(group.signal, endLimit)
  using timeToCleanUp = timeAfterAbort(cancelled, cancelLimit)
  const result = group.start(() => work(group))
  await Promise.race([group.ended(), timeToEnd.isUp])
  const { aborted } = group.signal
  group.startCleanup()
  await Promise.race([group.ended(), timeToCleanUp.isUp])
  if (aborted) throw group.signal.reason
  return result
}

class Group implements TaskGroup {
  readonly #abort = new AbortController()
  readonly #warn: TaskGroupOptions['warn']
  readonly #start = performance.now()
  readonly #timings: { name: string; seconds: number }[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #cleanup: (() => Promise<void>)[] = []
  #isCleaning = false

  constructor(cancelled: AbortSignal, warn: TaskGroupOptions['warn']) {
    this.#warn = warn
    const cancel = (): void => this.#abort.abort(cancelled.reason)
    if (cancelled.aborted) cancel()
    else cancelled.addEventListener('abort', cancel, { once: true })
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get timings(): readonly Timing[] {
    return this.#timings
  }

  get seconds(): number {
    return secondsSince(this.#start)
  }

  run<Result>(
    name: string,
    task: () => Promise<Result>,
    failureCounts?: () => Promise<boolean>,
  ): Promise<Result> {
    return this.start(async () => {
      const timing = { name, seconds: 0 }
      this.#timings.push(timing)
      const start = performance.now()
      try {
        return await task()
      } finally {
        timing.seconds = secondsSince(start)
      }
    }, failureCounts)
  }

  cleanUp(work: () => Promise<void>): void {
    if (this.#isCleaning) this.#clean(work)
    else this.#cleanup.push(work)
  }

  /** Starts work that the group waits for. */
  start<Result>(work: () => Promise<Result>, failureCounts?: () => Promise<boolean>): Promise<Result> {
    const begin = async (): Promise<Result> => {
      this.signal.throwIfAborted()
      return work()
    }
    const result = begin()
    this.#track(
      result.then(
        () => {},
        async (error: unknown) => {
          if (failureCounts === undefined || (await failureCounts().catch(() => true)))
            this.#abort.abort(error)
        },
      ),
    )
    return result
  }

  /** Resolves when nothing runs any more. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  startCleanup(): void {
    this.#isCleaning = true
    for (const work of this.#cleanup) this.#clean(work)
  }

  #clean(work: () => Promise<void>): void {
    this.#track(work().catch((error: unknown) => this.#warn(messageOf(error))))
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    work.finally(() => this.#running.delete(work))
  }
}

const secondsSince = (start: number): number => (performance.now() - start) / 1_000

/** A time that begins when a signal is aborted. */
const timeAfterAbort = (
  signal: AbortSignal,
  milliseconds: number,
): Disposable & { readonly isUp: Promise<void> } => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(resolve, milliseconds)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    isUp: promise,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}
