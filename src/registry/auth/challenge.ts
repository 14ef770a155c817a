/** An authentication scheme that a server accepts. The scheme and the parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

const token = String.raw`[!#$%&'*+.^_\`|~\w-]+`
const piece = new RegExp(
  String.raw`[\s,]*(${token})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${token}))|=*(?=[\s,]|$))`,
  'y',
)

/**
 * Reads a `WWW-Authenticate` header, which can contain several challenges. Stops at the first malformed part.
 * https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export const parseChallenges = (header: string): readonly Challenge[] => {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  piece.lastIndex = 0
  for (let match = piece.exec(header); match !== null; match = piece.exec(header)) {
    const [, name = '', quoted, bare] = match
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() })
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value)
  }
  return challenges
}
