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
