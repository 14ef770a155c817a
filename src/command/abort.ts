/**
 * Waits for work until the signal is aborted, and throws its reason then. The work itself goes on: use this only for
 * work that takes no signal.
 */
export const unlessAborted = async <Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> => {
  if (signal === undefined) return work
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([aborted.promise, work])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
