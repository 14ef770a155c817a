/**
 * Does work for each of some items, for a few of them at a time, and resolves with the results in the order of the items.
 * The first that fails aborts the signal that the others were given, and no further one begins; when this throws, with that
 * failure, all have ended, so that nothing goes on behind the back of who cleans up.
 */
export const inParallel = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, signal: AbortSignal, position: number) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  const ended = new AbortController()
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [position, item] of waiting) {
      if (ended.signal.aborted) return
      try {
        results[position] = await work(item, ended.signal, position)
      } catch (error) {
        ended.abort(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  ended.signal.throwIfAborted()
  return results
}
