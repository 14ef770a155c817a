/** By how many folders a symbolic link's path climbs at most above the folder that the link is in. */
export const climbOf = (linkname: string): number => {
  let depth = 0
  let lowest = 0
  for (const part of linkname.split('/')) {
    if (part === '..') depth -= 1
    else if (part !== '' && part !== '.') depth += 1
    lowest = Math.min(lowest, depth)
  }
  return -lowest
}
