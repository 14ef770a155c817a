/** An entry of a tar: a folder, a file with a content, or a symbolic link. */
export type GoEntry = readonly [name: string, content?: string | { readonly link: string }]

/** A tar as Go's writer makes it, and so the lifecycle. */
export const goTar = (entries: readonly GoEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)])

/** An extended header, which says more of the entry after it. */
export const extendedHeader = (records: Readonly<Record<string, string>>): Buffer => {
  const content = Object.entries(records).map(([key, value]) => record(key, Buffer.from(value)))
  const bytes = Buffer.concat(content)
  return Buffer.concat([header('PaxHeaders.0', 'x', bytes.length), padded(bytes)])
}

/** Changes a header, whose sum then is right again. */
export const changeHeader = (block: Buffer, change: (header: Buffer) => void): void => {
  change(block)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

const blocksOf = ([name, content]: GoEntry): readonly Buffer[] => {
  const isLong = Buffer.byteLength(name) > 100 || Buffer.byteLength(name) > name.length
  const before = isLong ? [extendedHeader({ path: name })] : []
  const short = isLong ? 'short' : name
  if (content === undefined) return [...before, header(short, '5', 0)]
  if (typeof content === 'object') return [...before, header(short, '2', 0, content.link)]
  const bytes = Buffer.from(content)
  return [...before, header(short, '0', bytes.length), padded(bytes)]
}

const fields = {
  mode: [100, 7],
  uid: [108, 7],
  gid: [116, 7],
  time: [136, 11],
  major: [329, 7],
  minor: [337, 7],
}

const header = (name: string, kind: string, size: number, link = ''): Buffer => {
  const block = Buffer.alloc(512)
  changeHeader(block, () => {
    block.write(name)
    for (const [at = 0, digits = 0] of Object.values(fields)) block.write('0'.repeat(digits), at)
    block.write(size.toString(8).padStart(11, '0'), 124)
    block.write(kind, 156)
    block.write(link, 157)
    block.write('ustar\u000000', 257)
  })
  return block
}

const record = (key: string, value: Buffer): Buffer => {
  const rest = value.length + key.length + 3
  const length = rest + String(rest + String(rest).length).length
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')])
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes], Math.ceil(bytes.length / 512) * 512)
