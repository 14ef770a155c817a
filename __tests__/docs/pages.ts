import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../lab/tools/folder.ts'

/** A document in Markdown, by its path from the root. */
export interface Page {
  readonly file: string
  readonly text: string
}

/** A block of code in a page. */
export interface Block {
  /** `docs/push.md:17`, the line before its first line. */
  readonly place: string
  readonly text: string
}

const readPage = async (file: string): Promise<Page> => ({
  file,
  text: await readFile(join(root, file), 'utf8'),
})

const files = await Array.fromAsync(glob(['README.md', 'docs/**/*.md'], { cwd: root }))

/** The README and all that is in docs. */
export const pages: readonly Page[] = await Promise.all(files.toSorted().map(readPage))

/** A page by its path from the root. */
export const pageOf = (file: string): Page => {
  const page = pages.find((page) => page.file === file)
  if (page === undefined) throw new Error(`There is no ${file}.`)
  return page
}

const fence = /^( *)```(\w*)\n(.*?)\n\1```$/gms

/** The blocks of code in one language. */
export const blocksOf = ({ file, text }: Page, language: string): readonly Block[] =>
  [...text.matchAll(fence)]
    .filter(([, , name]) => name === language)
    .map((match) => ({
      place: `${file}:${text.slice(0, match.index).split('\n').length}`,
      text: `${match[3] ?? ''}\n`,
    }))

/** A page without its blocks of code, whose text is no Markdown. */
export const proseOf = ({ text }: Page): string => text.replace(fence, '')
