import { printable } from '../message/printable.ts'

// More than any real document has, and few enough for the recursive functions that write it again. Go reads up to 10,000:
// https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154
const depthLimit = 500

/**
 * What is wrong with valid JSON: objects and lists are nested too deeply, or an object has a field twice. For such a field
 * some readers use the first value, others the last, and Go merges two objects.
 */
export const jsonFlaw = (text: string): string | undefined => {
  /** The names in each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(undefined)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names !== undefined && isName(text, end)) {
        const name = String(JSON.parse(text.slice(at, end)))
        if (names.has(name)) return `has "${printable(name)}" twice in one object`
        names.add(name)
      }
      at = end - 1
    }
    if (open.length > depthLimit) return `has more than ${depthLimit} nested objects and lists`
  }
  return undefined
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Only a name is followed by a colon. */
const isName = (text: string, end: number): boolean => {
  colon.lastIndex = end
  return colon.test(text)
}

const colon = /\s*:/y
