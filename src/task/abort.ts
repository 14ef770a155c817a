/**
 * Waits for work until the signal is aborted, then throws the signal's reason. The work itself continues in the
 * background. Use it for clients that do not support signals, such as GitHub's.
 */
export const unlessAborted = <Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal?.reason)
    // Also handles a failure of the work after the abort.
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })

/** Yields a stream's chunks until the signal is aborted, then throws the signal's reason. */
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
    // Not awaited, because a stalled stream ends only after its own timeout.
    iterator.return?.().catch(() => {})
  }
}

/**
 * Does the same work for each item, for a few items at the same time. Returns the results in the order of the items.
 *
 * The first failure aborts the signal of the work in progress, and no more work starts. The failure is thrown when all
 * work has ended, so cleanup never races with running work.
 */
export const inParallel = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, signal: AbortSignal, position: number) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  const failed = new AbortController()
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [position, item] of waiting) {
      if (failed.signal.aborted) return
      try {
        results[position] = await work(item, failed.signal, position)
      } catch (error) {
        failed.abort(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  failed.signal.throwIfAborted()
  return results
}
