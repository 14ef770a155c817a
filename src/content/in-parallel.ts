/**
 * Does work for each of some items, for a few of them at a time. The first that fails aborts the signal that the others
 * were given, and no further one begins; when this throws, with that failure, all have ended, so that nothing goes on
 * behind the back of who cleans up.
 */
export const inParallel = async <Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, position: number, signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const ended = new AbortController()
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [position, item] of waiting) {
      if (ended.signal.aborted) return
      try {
        await work(item, position, ended.signal)
      } catch (error) {
        ended.abort(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  ended.signal.throwIfAborted()
}
