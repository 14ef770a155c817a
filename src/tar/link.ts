/**
 * By how many folders a symbolic link's path climbs at most above the folder that the link is in. Nobody can tell where it
 * climbs to behind a name, which may be that of another link.
 */
export const climbOf = (linkname: string): number => {
  const parts = linkname.split('/').filter((part) => part !== '' && part !== '.')
  const climb = parts.findIndex((part) => part !== '..')
  if (climb === -1) return parts.length
  return parts.includes('..', climb) ? Number.POSITIVE_INFINITY : climb
}
