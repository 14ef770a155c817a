import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../src/message/failure.ts'
import { run } from '../tools/command.ts'
import { debianCommands } from '../tools/debian.ts'
import { labFolder } from '../tools/folder.ts'
import { npmModules } from '../tools/npm-module.ts'

/** GitHub's two looks. */
export const looks = ['light', 'dark'] as const
export type Look = (typeof looks)[number]

/** As wide as GitHub shows a job summary, in CSS pixels. */
const width = 920
const scale = 2

/** Shows Markdown in a real browser as GitHub does, and writes the picture of it, cut to its content, as a PNG. */
export const takePicture = async (markdown: string, look: Look, file: string): Promise<void> => {
  await debianCommands('chromium', 'pngquant')
  const folder = join(labFolder, 'picture', 'browser')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const page = join(folder, `${look}.html`)
  await writeFile(page, pageOf(markdown, look, await npmModules('picture')))
  const height = heightOf(await browse(folder, page, ['--dump-dom', windowOf(1000)]))
  const full = join(folder, `${look}.png`)
  await browse(folder, page, [
    `--screenshot=${full}`,
    windowOf(height),
    `--force-device-scale-factor=${scale}`,
  ])
  await mkdir(dirname(file), { recursive: true })
  // A page has few colours: with a palette the file is a quarter, and looks the same.
  await run('pngquant', ['--force', '--strip', '--speed', '1', '--output', file, '256', full])
}

const windowOf = (height: number): string => `--window-size=${width},${height}`

const browse = (folder: string, page: string, args: readonly string[]): Promise<string> =>
  run('chromium', [
    '--headless',
    // The lab is root's, and the page is this file's.
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'profile')}`,
    // Nothing but this machine's files is shown: no name resolves.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-background-networking',
    '--allow-file-access-from-files',
    '--virtual-time-budget=20000',
    ...args,
    pathToFileURL(page).href,
  ])

const heightOf = (dom: string): number => {
  const [, height] = /<html[^>]* data-height="(\d+)"/.exec(dom) ?? []
  if (height === undefined) throw new Failure('The browser did not get to the end of the summary’s page.')
  return Number(height)
}

const pageOf = (markdown: string, look: Look, modules: string): string => {
  const url = (...path: readonly string[]) => pathToFileURL(join(modules, ...path)).href
  // Inside a script, only «</» could end it.
  const literal = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
  return `<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="${url('github-markdown-css', `github-markdown-${look}.css`)}">
<style>
  body { margin: 0; }
  .markdown-body { box-sizing: border-box; width: ${width}px; padding: 24px; font-family: "Liberation Sans", sans-serif; }
  .markdown-body code, .markdown-body pre { font-family: "Liberation Mono", monospace; }
  .mermaid { text-align: center; }
</style>
<article class="markdown-body"></article>
<script src="${url('marked', 'lib', 'marked.umd.js')}"></script>
<script src="${url('mermaid', 'dist', 'mermaid.min.js')}"></script>
<script>
  const article = document.querySelector('article')
  article.innerHTML = marked.parse(${literal(markdown)}, { gfm: true })
  for (const code of article.querySelectorAll('code.language-mermaid')) {
    const drawing = document.createElement('div')
    drawing.className = 'mermaid'
    drawing.textContent = code.textContent
    code.parentElement.replaceWith(drawing)
  }
  mermaid.initialize({ startOnLoad: false, theme: ${literal(look === 'dark' ? 'dark' : 'default')} })
  mermaid.run().then(() => {
    document.documentElement.dataset.height = Math.ceil(article.getBoundingClientRect().height)
  })
</script>
`
}
