import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'
import { cutAtWord, lastWordBoundary } from '../message/printable.ts'
import type { OutputStream } from './sandbox.ts'

// In characters. Longer lines are passed on in pieces. A piece ends between two words if it can: the runner masks only
// complete secrets.
const pieceLength = 64 * 1024

interface StreamState {
  readonly decoder: StringDecoder
  pending: string
}

/**
 * Merges the two streams of a command into one, line by line, so that lines of the two do not mix.
 * Passes on whole lines with their line ends, except lines that are too long to hold in memory: these come in pieces.
 */
export const mergeLines = (onText: (text: string) => void) => {
  const newSource = (): StreamState => ({ decoder: new StringDecoder('utf8'), pending: '' })
  const sources: Readonly<Record<OutputStream, StreamState>> = { stdout: newSource(), stderr: newSource() }
  /** The source of the unfinished line at the end of the output so far. */
  let unfinished: StreamState | undefined

  const pass = (source: StreamState, text: string): void => {
    if (unfinished !== undefined && unfinished !== source) onText('\n')
    onText(text)
    unfinished = text.endsWith('\n') ? undefined : source
  }

  const take = (source: StreamState, text: string): void => {
    const lines = (source.pending + text).split('\n')
    source.pending = lines.pop() ?? ''
    for (const line of lines) pass(source, `${line}\n`)
    if (source.pending.length < pieceLength) return
    const end = lastWordBoundary(source.pending, source.pending.length) + 1 || source.pending.length
    pass(source, source.pending.slice(0, end))
    source.pending = source.pending.slice(end)
  }

  return {
    push: (stream: OutputStream, chunk: Uint8Array): void =>
      take(sources[stream], sources[stream].decoder.write(Buffer.from(chunk))),
    /** Passes on the rest of unfinished lines. */
    end: (): void => {
      for (const source of Object.values(sources)) {
        take(source, source.decoder.end())
        if (source.pending !== '') pass(source, source.pending)
        source.pending = ''
      }
      if (unfinished !== undefined) onText('\n')
      unfinished = undefined
    },
  }
}

const lineCount = 20
const lineLength = 500

/** The last lines of an output, to show in an error: without control sequences, and long lines shortened. */
export const lastLines = () => {
  const kept: string[] = []
  let isInsideLine = false
  return {
    /** Takes a line with its line end, or a piece of a long line. */
    push: (text: string): void => {
      const isContinuation = isInsideLine
      isInsideLine = !text.endsWith('\n')
      // The first piece of a line is longer than what is shown of it, and another piece may begin inside a secret.
      if (isContinuation) return
      const line = terminalLine(text)
      if (line === '') return
      kept.push(cutAtWord(line, lineLength))
      if (kept.length > lineCount) kept.shift()
    },
    lines: (): readonly string[] => [...kept],
  }
}

/** A line as a terminal shows it: without colors and control characters, and only the last version of overwritten text. */
const terminalLine = (text: string): string => {
  const [line = ''] = stripVTControlCharacters(cutAtWord(text, 10 * lineLength))
    .trimEnd()
    .split('\r')
    .slice(-1)
  return line.replace(/\t/g, '  ').replace(/\p{Cc}/gu, '')
}
