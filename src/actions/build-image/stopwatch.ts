/** A step of a story, and the seconds that it took. */
export interface Timing {
  readonly name: string
  readonly seconds: number
}

/** Measures what a run spends its time on. */
export class Stopwatch {
  readonly #start = performance.now()
  readonly #timings: { name: string; seconds: number }[] = []

  /** The steps so far, in the order in which they began; they may overlap. */
  get timings(): readonly Timing[] {
    return this.#timings
  }

  /** Seconds since the stopwatch was made. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000
  }

  /** Does a step's work; its time counts even if it fails. */
  async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const timing = { name, seconds: 0 }
    this.#timings.push(timing)
    const start = performance.now()
    try {
      return await work()
    } finally {
      timing.seconds = (performance.now() - start) / 1000
    }
  }
}

/** For whom a step is done. */
export interface Timed {
  readonly stopwatch: Stopwatch
}

/** Makes a step that times itself, on the stopwatch of the job that it is done for. */
export const timed =
  <Job extends Timed, Args extends readonly unknown[], Result>(
    name: string,
    step: (job: Job, ...args: Args) => Promise<Result>,
  ): ((job: Job, ...args: Args) => Promise<Result>) =>
  (job, ...args) =>
    job.stopwatch.time(name, () => step(job, ...args))
