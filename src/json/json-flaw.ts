import { printable } from '../message/printable.ts'

// Far more than any has. Go reads up to 10,000 (https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154),
// and what is to be written again, in functions that call themselves, must not fill the stack.
const depthLimit = 500

/**
 * What is wrong with a text that is JSON: objects and lists that are too deep inside of each other, or an object that has
 * a field twice. Of that, some readers take the first, others the last, and Go puts two objects together.
 */
export const jsonFlaw = (text: string): string | undefined => {
  /** The names in each object that is open; a list has none. */
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
    if (open.length > depthLimit) return `has more than ${depthLimit} objects and lists inside of each other`
  }
  return undefined
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** A colon follows names only. */
const isName = (text: string, end: number): boolean => {
  colon.lastIndex = end
  return colon.test(text)
}

const colon = /\s*:/y
