import { parseReference } from '../image/reference.ts'
import { Failure } from '../message/failure.ts'
import { type GetInput, inputFailure, linesInput } from './input.ts'

/**
 * The registries that may be spoken to over plain HTTP, or with a certificate that nobody signed: one `host[:port]` a
 * line. Throws a Failure for a line that names none.
 */
export const insecureRegistriesInput = (get: GetInput): ReadonlySet<string> =>
  new Set(linesInput(get, 'insecure-registries').map(registryOf))

const registryOf = (line: string): string => {
  try {
    // As references to its images have it: a name alone would be a repository on Docker Hub.
    const { registry } = parseReference(`${line}${/[.:]|^localhost$/.test(line) ? '' : ':443'}/x`)
    if (!line.includes('/') && registry.startsWith(line)) return line
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
  throw inputFailure(
    'insecure-registries',
    `has the line «${line}», and takes one registry a line, host or host:port`,
    'registry.internal:5000',
  )
}
