import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { labFolder, root } from '../../lab/tools/folder.ts'

/** A header of Go's archive/tar: https://pkg.go.dev/archive/tar#Header */
export interface GoHeader {
  readonly Name?: string
  /** The bytes of a name that is not UTF-8, in base64. */
  readonly NameBytes?: string
  readonly Typeflag?: string
  readonly Linkname?: string
  /** If it is larger than the content, the tar ends there. */
  readonly Size?: number
  readonly Mode?: number
  readonly Uid?: number
  readonly Gid?: number
  readonly Uname?: string
  readonly ModTime?: string
  readonly AccessTime?: string
  readonly Devmajor?: number
  readonly PAXRecords?: Readonly<Record<string, string>>
  readonly Format?: 'USTAR' | 'PAX' | 'GNU'
}

/** An entry of a tar: a directory, a file with content, a symbolic link, or a header of Go. */
export type GoEntry =
  | readonly [name: string, content?: string | { readonly link: string }]
  | (GoHeader & { readonly content?: string })

const hasGo = spawnSync('go', ['version']).status === 0

/** A test of bytes that Go writes. Skipped without Go. */
export const testWithGo = (name: string, run: (t: TestContext) => void | Promise<void>): void => {
  test(name, { skip: hasGo ? false : 'there is no "go" on PATH: install Go' }, run)
}

/** A tar written by Go's archive/tar, used like in the lifecycle. Empty without Go. */
export const goTar = (entries: readonly GoEntry[]): Buffer =>
  hasGo ? goTarCommand(['entries'], JSON.stringify(entries.map(goEntry))) : Buffer.alloc(0)

/** A directory's layer as the lifecycle writes it. */
export const goLayer = (directory: string): Buffer => goTarCommand(['layer', directory])

/** Changes a header and corrects its checksum. */
export const changeHeader = (block: Buffer, change: (header: Buffer) => void): void => {
  change(block)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

const formats = { USTAR: 2, PAX: 4, GNU: 8 }

const goEntry = (entry: GoEntry): unknown => {
  const { content = '', Typeflag = '0', Format, ...header } = 'length' in entry ? headerOf(entry) : entry
  const bytes = Buffer.from(content)
  return {
    Size: bytes.length,
    Mode: 0o755,
    ...header,
    Typeflag: Typeflag.charCodeAt(0),
    ...(Format !== undefined && { Format: formats[Format] }),
    Content: bytes.toString('base64'),
  }
}

const headerOf = ([Name, content]: Extract<GoEntry, readonly unknown[]>): GoHeader & { content?: string } => {
  if (content === undefined) return { Name, Typeflag: '5' }
  return typeof content === 'object' ? { Name, Typeflag: '2', Linkname: content.link } : { Name, content }
}

const goTarCommand = (args: readonly string[], input?: string): Buffer =>
  execFileSync(goTarProgram(), args, {
    ...(input !== undefined && { input }),
    maxBuffer: 64 * 1024 ** 2,
    stdio: ['pipe', 'pipe', 'inherit'],
  })

/** The program of lab/go/tar. Test files that build it at the same time do not disturb each other. */
const goTarProgram = (): string => {
  const module = join(root, 'lab', 'go', 'tar')
  const hash = createHash('sha256')
    .update(readFileSync(join(module, 'main.go')))
    .digest('hex')
  const folder = join(labFolder, 'go')
  const program = join(folder, `tar-${hash.slice(0, 8)}`)
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  const unfinished = `${program}.${process.pid}`
  execFileSync('go', ['build', '-buildvcs=false', '-o', unfinished, '.'], {
    cwd: module,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOTOOLCHAIN: 'local' },
  })
  renameSync(unfinished, program)
  return program
}
