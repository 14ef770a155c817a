import { parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { type GetInput, type InputLine, lineFailure, linesInput } from './input.ts'

/**
 * The registries that may be accessed over plain HTTP, or with an untrusted certificate: one `host[:port]` per line.
 * Throws a Failure for a line that names none.
 */
export const insecureRegistriesInput = (get: GetInput): ReadonlySet<string> =>
  new Set(linesInput(get, 'insecure-registries').map(registryOf))

const registryOf = (line: InputLine): string => {
  const { text } = line
  try {
    // As references to its images have it: a name alone would be a repository on Docker Hub.
    const { registry } = parseReference(`${text}${/[.:]|^localhost$/.test(text) ? '' : ':443'}/x`)
    if (!text.includes('/') && registry.startsWith(text)) return text
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
  throw lineFailure(
    'insecure-registries',
    line,
    'it is no registry, which is written as host or host:port',
    'registry.internal:5000',
  )
}
