import { stripVTControlCharacters } from 'node:util'

const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING'] as const

/** A phase of the creator, as it announces it. */
export type Phase = (typeof phases)[number]

/** The phase that a line of the creator announces; none of its text is passed on. */
export const phaseOf = (line: string): Phase | undefined => {
  if (!line.includes('===> ') || line.length > 100) return undefined
  const text = stripVTControlCharacters(line).trim()
  return phases.find((phase) => text === `===> ${phase}`)
}

// The lifecycle's cyan tells an announcement from a text that quotes one.
const cyan = '\u001b[36'

/**
 * Parts what a buildpack wrote from the announcement of a phase that follows it in the same line: the last line of a
 * buildpack may have no end.
 */
export const splitAnnouncement = (line: string): readonly string[] => {
  const start = line.lastIndexOf(cyan)
  if (start <= 0 || phaseOf(line.slice(start)) === undefined) return [line]
  return [`${line.slice(0, start)}\n`, line.slice(start)]
}
