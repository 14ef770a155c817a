import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { marked } from 'marked'
import { Failure } from '../src/message/failure.ts'
import { runToSuccess } from './driving/runner.ts'
import { showLog } from './driving/step-log.ts'
import { makeBuilder } from './images/builder.ts'
import { pushRunImage } from './images/run-images.ts'
import { toolchain } from './images/toolchains.ts'
import { openEngine } from './services/engine.ts'
import { startRegistry } from './services/registry.ts'
import { startResultsService } from './services/results.ts'
import { run } from './tools/command.ts'
import { debianCommands } from './tools/debian.ts'
import { labFolder, root } from './tools/folder.ts'
import { runMain } from './tools/main.ts'
import { step } from './tools/progress.ts'

const folder = join(labFolder, 'picture')
const app = join(folder, 'workspace')
const temp = join(folder, 'runner')

/** The port in the image names of the picture. If it is taken, another port is used. */
const registryPort = '5000'

/**
 * Builds an app twice, as two runs of a workflow do, with a change in between. Resolves with the job summary of the second
 * run, which reuses the unchanged layers.
 */
const summaryOfRealBuild = async (): Promise<string> => {
  await using _engine = await openEngine()
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'registry'), { recursive: true })
  await writeFile(join(folder, 'registry', 'port'), registryPort)
  await using registry = await startRegistry({ folder: join(folder, 'registry') })
  await using results = await startResultsService({ folder: join(folder, 'results') })
  const builder = await picturedBuilder(registry.address)
  await build({ builder, greeting: 'Hello', env: results.envOf({ run: 76 }), run: '76' })
  return await build({ builder, greeting: 'Hello, world', env: results.envOf({ run: 77 }), run: '77' })
}

/** A builder for Node.js, with a Debian run image on `localhost`. */
const picturedBuilder = async (registry: string): Promise<string> => {
  await pushRunImage({ registry, name: 'run/debian' }, 'debian', 'oci', '12')
  const port = registry.replace(/^.*:/, '')
  return makeBuilder({
    name: `lab/builder-picture:${port}`,
    base: 'debian',
    lifecycle: 'newest',
    runImage: `localhost:${port}/run/debian:12`,
    buildpacks: [join(root, 'lab', 'buildpacks', 'nodejs')],
    ...(await toolchain('npm')),
  })
}

interface Job {
  readonly builder: string
  /** What the app's server responds. */
  readonly greeting: string
  readonly env: Readonly<Record<string, string>>
  readonly run: string
}

const packageJson = {
  name: 'my-app',
  version: '1.2.0',
  private: true,
  dependencies: { express: '4.21.2' },
}

/** Writes a Node.js app. Its lock file has no addresses, so npm uses the registry in its configuration. */
const writeApp = async (greeting: string): Promise<void> => {
  await mkdir(app, { recursive: true })
  await writeFile(join(app, 'package.json'), JSON.stringify(packageJson))
  const options = ['--package-lock-only', '--omit-lockfile-registry-resolved', '--no-audit', '--no-fund']
  await run('npm', ['install', ...options], { cwd: app })
  const server = [
    "const app = require('express')()",
    `app.get('/', (_, response) => response.send(${JSON.stringify(greeting)}))`,
    'app.listen(process.env.PORT || 8080)',
  ]
  await writeFile(join(app, 'server.js'), `${server.join('\n')}\n`)
}

/** Writes a binding with the CA certificates of this machine, which may reach the npm registry through a proxy. */
const writeBinding = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'type'), 'ca-certificates')
  const certificates = process.env['NODE_EXTRA_CA_CERTS'] ?? '/etc/ssl/certs/ca-certificates.crt'
  await copyFile(certificates, join(path, 'machine.pem'))
}

const build = async ({ builder, greeting, env, run: id }: Job): Promise<string> => {
  for (const path of [app, temp]) await rm(path, { recursive: true, force: true })
  await writeApp(greeting)
  await writeBinding(join(temp, 'bindings', 'machine'))
  const registry = (await run('npm', ['config', 'get', 'registry'], { cwd: root })).trim()
  const { summary } = await runToSuccess({
    action: 'build',
    inputs: {
      'image-path': 'out/my-app:1.2',
      builder,
      network: 'host',
      bindings: join(temp, 'bindings'),
      env: `NPM_CONFIG_REGISTRY=${registry}`,
    },
    workspace: app,
    temp,
    env: {
      ...env,
      GITHUB_RUN_ID: id,
      GITHUB_SHA: '7f3b1c9e5d2a8460b7e4f19c3d6a5082e1f4b7c9',
      GITHUB_ACTION_REPOSITORY: 'OWNER/buildpacks-oci-layout',
      GITHUB_ACTION_REF: 'v1',
    },
    onLog: showLog((line) => console.log(`  ${line}`)),
  })
  return summary
}

/** GitHub's color themes. */
const looks = ['light', 'dark'] as const
type Look = (typeof looks)[number]

/** The width of a job summary on GitHub, in CSS pixels. */
const width = 920
const scale = 1.31

/** Renders the summary as a page with GitHub's style sheet. */
const pageOf = (markdown: string, look: Look): string => {
  const styles = import.meta.resolve(`github-markdown-css/github-markdown-${look}.css`)
  return `<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="${styles}">
<style>
  body { margin: 0; }
  .markdown-body { box-sizing: border-box; width: ${width}px; padding: 24px; font-family: "Liberation Sans", sans-serif; }
  .markdown-body code, .markdown-body pre { font-family: "Liberation Mono", monospace; }
</style>
<article class="markdown-body">${marked.parse(markdown, { gfm: true, async: false })}</article>
<script>
  const { height } = document.querySelector('article').getBoundingClientRect()
  document.documentElement.dataset.height = Math.ceil(height)
</script>
`
}

/** Renders Markdown in a browser as GitHub does, and writes a PNG that is cropped to the content. */
const takePicture = async (markdown: string, look: Look, file: string): Promise<void> => {
  const page = join(folder, `${look}.html`)
  await writeFile(page, pageOf(markdown, look))
  const [, height] = /<html[^>]* data-height="(\d+)"/.exec(await browse(page, 1000, '--dump-dom')) ?? []
  if (height === undefined) throw new Failure('The browser did not lay out the page of the summary.')
  await browse(page, Number(height), `--screenshot=${file}`, `--force-device-scale-factor=${scale}`)
}

const browse = (page: string, height: number, ...args: readonly string[]): Promise<string> =>
  run('chromium', [
    '--headless',
    // The lab runs as root, and this script wrote the page.
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'profile')}`,
    // The page needs local files only, so no host name resolves.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-background-networking',
    '--allow-file-access-from-files',
    `--window-size=${width},${height}`,
    ...args,
    pathToFileURL(page).href,
  ])

/** `npm run picture`: writes pictures of a real build's job summary to docs/images. */
await runMain(async () => {
  await debianCommands('chromium')
  const summary = await summaryOfRealBuild()
  await mkdir(folder, { recursive: true })
  for (const look of looks) {
    const file = join(root, 'docs', 'images', `summary-${look}.png`)
    await step(`Picture of the summary, ${look}`, () => takePicture(summary, look, file))
  }
  await rm(folder, { recursive: true })
  return 0
})
