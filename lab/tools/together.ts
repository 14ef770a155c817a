/** Does several things at once. Waits for all of them even when one fails, so that nothing goes on behind a clean-up. */
export const together = async (...work: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const results = await Promise.allSettled(work.map((start) => start()))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
