/**
 * Waits for work until the signal is aborted, and then throws the signal's reason. The work is abandoned: GitHub's
 * clients, for example, take no signal, so what they have started goes on until the process ends.
 */
export const unlessAborted = <Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal?.reason)
    // Also handles a failure of the work that comes after the abort.
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })

/** Passes on what a stream gives until the signal is aborted, and then throws the signal's reason. */
export async function* streamUnlessAborted<Chunk>(
  stream: AsyncIterable<Chunk>,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const iterator = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      signal.throwIfAborted()
      const { value, done } = await unlessAborted(iterator.next(), signal)
      if (done) return
      yield value
    }
  } finally {
    // Not awaited: a stream that stands still ends only when its own time is up.
    iterator.return?.().catch(() => {})
  }
}
