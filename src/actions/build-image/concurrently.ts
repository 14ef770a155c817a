/**
 * Waits for two things that are done at the same time. The first that fails aborts the other; when this throws, with
 * that failure, both have ended, so that nothing goes on behind the back of whoever cleans up.
 */
export const concurrently = async <One, Other>(
  abort: AbortController,
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> => {
  const watched = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work
    } catch (error) {
      abort.abort(error)
      throw error
    }
  }
  const both = [watched(one), watched(other)] as const
  await Promise.allSettled(both)
  // The other's failure may only be the echo of the first one's.
  abort.signal.throwIfAborted()
  return Promise.all(both)
}
