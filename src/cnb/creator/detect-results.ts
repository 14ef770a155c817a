import { stripVTControlCharacters } from 'node:util'
import { cutAtWord } from '../../message/printable.ts'

/** What became of a buildpack during detection. */
export interface DetectResult {
  /** `acme/node@1.2.3`. A buildpack may have written the line, so it is not trusted. */
  readonly buildpack: string
  /** `skipped`: the buildpack is optional and did not pass. `error`: its `bin/detect` did not end with 0 or 100. */
  readonly result: 'passed' | 'skipped' | 'failed' | 'error'
  /** The rest of the line, for example `requires node`, or an exit code in parentheses. May be empty. */
  readonly reason: string
}

/** Collects the detect results from the output of the detect phase. */
export interface DetectResultCollector {
  /** Takes a line, or a piece of a long one. */
  readonly push: (text: string) => void
  /** One result for each buildpack, in the order of the output. */
  readonly results: () => readonly DetectResult[]
}

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go: all groups log their results if none passes.
const resultLine = /^(pass|skip|fail|err): +(\S+@\S+)(?: (.*))?$/
const results = { pass: 'passed', skip: 'skipped', fail: 'failed', err: 'error' } as const
const isKey = (key: string | undefined): key is keyof typeof results => key !== undefined && key in results

// A buildpack is in several groups. The result that explains more wins.
const ranks = ['passed', 'skipped', 'failed', 'error'] as const

const buildpackLimit = 200
const lineLimit = 500

export const collectDetectResults = (): DetectResultCollector => {
  const found = new Map<string, DetectResult>()
  return {
    push: (text) => {
      const line = stripVTControlCharacters(cutAtWord(text, lineLimit)).trim()
      const [, key, buildpack = '', reason = ''] = resultLine.exec(line) ?? []
      if (!isKey(key)) return
      const result = results[key]
      const previous = found.get(buildpack)
      if (previous === undefined && found.size >= buildpackLimit) return
      if (previous !== undefined && ranks.indexOf(previous.result) > ranks.indexOf(result)) return
      found.set(buildpack, {
        buildpack,
        result,
        reason: reason || (previous?.result === result ? previous.reason : ''),
      })
    },
    results: () => [...found.values()],
  }
}
