import assert from 'node:assert/strict'
import { access, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { suite, test } from 'node:test'
import { root } from '../../lab/tools/folder.ts'
import { type Page, pages, proseOf } from './pages.ts'

/** What GitHub calls the headings of a page: lower case, hyphens for spaces, and no other punctuation. */
const anchorsOf = (page: Page): ReadonlySet<string> =>
  new Set(
    [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )

/** Those of any Markdown file, by its path from the root. */
const anchorsIn = async (file: string): Promise<ReadonlySet<string>> =>
  anchorsOf({ file, text: await readFile(join(root, file), 'utf8') })

/** Links to other sites, and to pages that GitHub serves beside the repository's files. */
const leadsElsewhere = (link: string): boolean =>
  /^https?:|^(?:\.\.\/)+(?:releases|actions)(?:\/|$)/.test(link)

const linksOf = (page: Page): readonly string[] => {
  const prose = proseOf(page)
  const inMarkdown = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
  const inHtml = [...prose.matchAll(/ (?:src|srcset|href)="([^"]+)"/g)]
  return [...inMarkdown, ...inHtml].map(([, link = '']) => link).filter((link) => !leadsElsewhere(link))
}

suite('the links of the documents', () => {
  test('lead to existing files and headings', async () => {
    let found = 0
    for (const page of pages) {
      for (const link of linksOf(page)) {
        const [path = '', anchor = ''] = link.split('#')
        const file = path === '' ? page.file : normalize(join(dirname(page.file), path))
        await assert.doesNotReject(access(join(root, file)), `${page.file} → ${link}`)
        if (anchor !== '')
          assert.ok((await anchorsIn(file)).has(anchor), `${page.file} → ${link}: no such heading`)
        found += 1
      }
    }
    assert.ok(found > 100)
  })

  test('of the index lead to every page of the documentation', async () => {
    const index = pages.find(({ file }) => file === 'docs/README.md')
    assert.ok(index)
    const linked = linksOf(index).map((link) => normalize(join('docs', link.replace(/#.*/, ''))))
    for (const { file } of pages) assert.ok(file === index.file || linked.includes(file), file)
  })
})
