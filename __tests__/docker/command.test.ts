import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { dockerClient, textOf } from '../../src/docker/command.ts'
import { temporaryFolder } from '../image/image.ts'
import { makeFifo } from '../layout/file-system.ts'
import { failureOf } from '../registry/registry-client.ts'
import { complaining, fakeDocker } from './docker-command.ts'

test('the docker command does not get inputs, tokens or the step’s files', async (t) => {
  const secrets = {
    ACTIONS_RUNTIME_TOKEN: 'secret',
    'INPUT_GITHUB-TOKEN': 'secret',
    GITHUB_OUTPUT: '/secret',
  }
  const { docker } = await fakeDocker(t, 'env', { ...secrets, DOCKER_CONTEXT: 'away' })
  const outputs = await Promise.all([
    docker.run(['x']),
    docker.exec(['x']),
    textOf(docker.start(['x']).stdout),
  ])
  for (const output of outputs) {
    assert.match(output, /^DOCKER_CONTEXT=away$/m)
    assert.doesNotMatch(output, /secret/)
  }
})

test('a command’s result is its output, and its arguments are unchanged', async (t) => {
  const { docker } = await fakeDocker(t, 'printf "%s|" "$@"')
  for (const output of [docker.run, docker.exec])
    assert.equal(await output(['a b', '$(c)', "d'e"]), "a b|$(c)|d'e|")
})

test('a missing docker command is an error', async (t) => {
  const docker = dockerClient({ PATH: await temporaryFolder(t) })
  const start = async () => docker.start(['version'])
  for (const ending of [docker.run(['version']), docker.exec(['version']), start()]) {
    assert.match(await failureOf(ending), /^There is no docker command on PATH\. Install/)
  }
})

test('a docker command that cannot be run is an error', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'docker'), '#!/no/such/shell\n', { mode: 0o755 })
  assert.equal(
    await failureOf(dockerClient({ PATH: folder }).run(['version'])),
    'The docker command could not be run.',
  )
})

test('a command’s error is explained with the command’s name', async (t) => {
  const { docker } = await fakeDocker(t, complaining('unexpected EOF'), { DOCKER_HOST: 'tcp://build:2375' })
  const broke = 'The connection to the Docker engine at tcp://build:2375 broke while'
  assert.ok(
    (await failureOf(docker.run(['image', 'inspect', 'x']))).startsWith(
      `${broke} "docker image inspect" ran.`,
    ),
  )
  assert.ok(
    (await failureOf(docker.run(['create', '--name', 'x']))).startsWith(`${broke} "docker create" ran.`),
  )
})

test('an abort kills the command and throws the reason', async (t) => {
  const { docker } = await fakeDocker(t, 'echo started; exec sleep 60')
  const abort = new AbortController()
  const child = docker.start(['x'], abort.signal)
  child.stdout.once('data', () => abort.abort(new RangeError('enough')))
  await assert.rejects(child.ended, new RangeError('enough'))
  assert.throws(() => docker.start(['x'], abort.signal), new RangeError('enough'))
  await assert.rejects(docker.run(['x'], abort.signal), new RangeError('enough'))
})

test('after an abort the step does not wait for a short command that the engine does not answer', async (t) => {
  const { docker, file } = await fakeDocker(t, 'echo $$ > "$FAKE/pid"; echo > "$FAKE/started"; exec sleep 60')
  makeFifo(file('started'))
  const abort = new AbortController()
  const inspecting = docker.exec(['image', 'inspect', 'x'], abort.signal)
  inspecting.catch(() => {})
  await readFile(file('started'))
  abort.abort(new RangeError('enough'))
  await assert.rejects(inspecting, new RangeError('enough'))
  assert.ok(process.kill(Number(await readFile(file('pid'), 'utf8')), 'SIGKILL'), 'it was left alone')
})

test('a cancelled pull does not wait for processes that it started', async (t) => {
  const { docker, file } = await fakeDocker(
    t,
    'sleep 60 & echo $! > "$FAKE/helper"; echo > "$FAKE/started"; wait',
  )
  makeFifo(file('started'))
  const abort = new AbortController()
  const pulling = docker.run(['pull', 'x'], abort.signal)
  pulling.catch(() => {})
  await readFile(file('started'))
  abort.abort(new RangeError('enough'))
  await assert.rejects(pulling, new RangeError('enough'))
  assert.ok(process.kill(Number(await readFile(file('helper'), 'utf8')), 'SIGKILL'), 'it was still there')
})

test('the step does not wait for a helper process that outlives its killed command', async (t) => {
  const { docker } = await fakeDocker(t, 'sleep 5 & echo $!; wait')
  const abort = new AbortController()
  const child = docker.start(['x'], abort.signal)
  let helper = 0
  child.stdout.once('data', (chunk: Buffer) => {
    helper = Number(chunk.toString())
    abort.abort(new RangeError('enough'))
  })
  await assert.rejects(child.ended, new RangeError('enough'))
  assert.ok(process.kill(helper), 'it was still there')
})
