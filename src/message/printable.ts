const shownLimit = 200

/** The text as one line: line ends and other control characters become blanks. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/** Text of a stranger for one line of a log: printable characters only, at most 200 of them. */
export const printable = (text: string): string => {
  // Format characters, among them those that turn the direction of writing, are in none of these classes.
  const clean = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim()
  return clean.length > shownLimit ? `${clean.slice(0, shownLimit - 1).toWellFormed()}…` : clean
}

/** Text of a user for one line of a log, in which what cannot be seen is escaped: `a\\u{200b}b`. At most 200 characters. */
export const escaped = (text: string): string => {
  const shown = text.replace(
    /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
  return shown.length > shownLimit ? `${shown.slice(0, shownLimit - 1).toWellFormed()}…` : shown
}
