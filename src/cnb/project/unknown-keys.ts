/** The keys of a document, with dots between them, that a schema dropped when it read the document. */
export const unknownKeys = (document: unknown, read: unknown, path = ''): readonly string[] => {
  if (document === read) return []
  if (Array.isArray(document)) {
    const list: readonly unknown[] = Array.isArray(read) ? read : []
    return [
      ...new Set(document.flatMap((item: unknown, position) => unknownKeys(item, list[position], path))),
    ]
  }
  if (!isTable(document)) return []
  const known = isTable(read) ? read : {}
  return Object.entries(document).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`
    return Object.hasOwn(known, key) ? unknownKeys(value, known[key], name) : [name]
  })
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
