import type { Phase } from './summary/summary.ts'

/** Measures what a build spends its time on. */
export class Stopwatch {
  readonly #start = performance.now()
  readonly #phases: { name: string; seconds: number }[] = []

  /** The phases so far, in the order in which they began; they may overlap. */
  get phases(): readonly Phase[] {
    return this.#phases
  }

  /** Seconds since the stopwatch was made. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000
  }

  /** Does a phase's work; its time counts even if it fails. */
  async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const phase = { name, seconds: 0 }
    this.#phases.push(phase)
    const start = performance.now()
    try {
      return await work()
    } finally {
      phase.seconds = (performance.now() - start) / 1000
    }
  }
}
