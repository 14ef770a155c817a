const heartbeat = 10_000

const seconds = (since: number, digits: number): string =>
  `${((Date.now() - since) / 1000).toFixed(digits)} s`

/** Prints a line of the lab. */
export const say = (line: string): void => {
  console.log(`lab: ${line}`)
}

/** Runs a long task. Prints a line at its start, one every ten seconds, and one with its duration at its end. */
export const step = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
  const start = Date.now()
  say(`${title} …`)
  const timer = setInterval(() => say(`${title} … ${seconds(start, 0)}`), heartbeat)
  try {
    const result = await work()
    say(`${title}: ${seconds(start, 1)}`)
    return result
  } finally {
    clearInterval(timer)
  }
}

/** Does several things at once. Waits for all of them even if one fails, so that nothing runs during the cleanup. */
export const together = async (...work: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const results = await Promise.allSettled(work.map((start) => start()))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
