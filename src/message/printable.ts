const shownLimit = 200

const shorten = (text: string): string =>
  text.length > shownLimit ? `${text.slice(0, shownLimit - 1).toWellFormed()}…` : text

/** The text as one line: line ends and other control characters become spaces. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/** Untrusted text for one line of a log: at most 200 characters, all of them printable. */
export const printable = (text: string): string =>
  // These classes exclude format characters, for example those that change the writing direction.
  shorten(text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim())

/** User input for one line of a log, with invisible characters escaped: `a\\u{200b}b`. At most 200 characters. */
export const escapeInvisible = (text: string): string =>
  shorten(
    text.replace(
      /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    ),
  )

const wordBoundary = /[\s"'`,]/

/** The position of the last space, quote or comma among the first `limit` characters. -1 if there is none. */
export const lastWordBoundary = (text: string, limit: number): number => {
  let position = Math.min(limit, text.length) - 1
  while (position >= 0 && !wordBoundary.test(text.charAt(position))) position -= 1
  return position
}

/**
 * A text of at most `limit` characters. Cuts a longer one at a space, quote or comma, because the runner masks a secret only
 * if it is complete. Returns `…` alone if the first word is too long.
 */
export const cutAtWord = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, Math.max(0, lastWordBoundary(text, limit)))}…`
