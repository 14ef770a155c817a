import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Engine, type EngineOptions, startEngine } from './services/engine.ts'
import { startPodman } from './services/podman.ts'
import { interruption } from './tools/command.ts'
import { debianCommands } from './tools/debian.ts'
import { root } from './tools/folder.ts'
import { engineTools } from './tools/go-tools.ts'
import { runMain } from './tools/main.ts'
import { say } from './tools/progress.ts'

/** The tests that depend on the engine. */
const engineTests = [
  '__tests__/e2e/build/build-platform.test.ts',
  '__tests__/e2e/build/build-sandbox.test.ts',
  '__tests__/e2e/build/build-cancel.test.ts',
  '__tests__/e2e/build/build-errors.test.ts',
  '__tests__/e2e/build/build-apps.test.ts',
  '__tests__/e2e/download/download-load.test.ts',
  '__tests__/e2e/host/host-build.test.ts',
  '__tests__/e2e/host/host-security.test.ts',
  '__tests__/e2e/reuse/reuse-build.test.ts',
  '__tests__/e2e/reuse/reuse-layers.test.ts',
  '__tests__/e2e/reuse/reuse-managers.test.ts',
  '__tests__/e2e/reuse/reuse-managers.engines.ts',
]

/** Engines other than Debian's Docker, by their name for `--engine`. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  'containerd-store': async () => startEngine(await newestEngine('containerd-store', true)),
  'classic-store': async () => startEngine(await newestEngine('classic-store', false)),
  podman: () => startPodman(join('engines', 'podman')),
}

const newestEngine = async (name: string, containerdStore: boolean): Promise<EngineOptions> => {
  // Debian's package brings iptables, runc and the docker command.
  await debianCommands('dockerd', 'ip')
  return {
    folder: join('engines', name),
    programs: await engineTools(),
    args: ['--feature', `containerd-snapshotter=${containerdStore}`],
  }
}

/** Runs `npm test` with the engine that DOCKER_HOST names; resolves with its exit code. */
const runTestsThere = async (files: readonly string[], name: string): Promise<number> => {
  const child = spawn(process.execPath, [join(root, 'lab', 'test.ts'), ...files], {
    stdio: 'inherit',
    // npm test uses the newest lifecycle, so these tests use the one in pack.
    env: { ...process.env, ...(name === 'classic-store' && { LAB_LIFECYCLE: '0.21.0' }) },
    signal: interruption.signal,
  })
  const [code]: unknown[] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}

/** `npm run test:engines [-- --engine NAME] [FILE…]`: runs the engine's tests on each engine. */
await runMain(async (args) => {
  const only = args[0] === '--engine' ? args[1] : undefined
  const files = only === undefined ? args : args.slice(2)
  const failed: string[] = []
  for (const [name, start] of Object.entries(engines)) {
    if (only !== undefined && name !== only) continue
    await using engine = await start()
    say(`Engine ${name}: ${engine.host}`)
    if ((await runTestsThere(files.length > 0 ? files : engineTests, name)) !== 0) failed.push(name)
  }
  console.log(failed.length === 0 ? 'All engines passed.' : `Engines with failures: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
})
