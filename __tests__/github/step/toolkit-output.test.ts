import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import * as core from '@actions/core'
import { captureToolkit, type ToolkitLine } from '../../../src/github/step/toolkit-output.ts'

/** All output that reaches stdout and stderr of this process. */
const shown: string[] = []
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write
  stream.write = (...args: unknown[]): boolean => {
    shown.push(String(args[0]))
    return Reflect.apply(write, stream, args)
  }
}

test('output of the toolkit becomes lines with levels, and is not shown', async () => {
  const lines: ToolkitLine[] = []
  const value = await captureToolkit(
    async () => {
      core.info('some news')
      core.warning('two\nlines, 100%')
      core.error('an error')
      core.debug('a detail')
      process.stdout.write('half a ')
      await new Promise(setImmediate)
      process.stdout.write('line')
      return 42
    },
    (line) => lines.push(line),
  )
  assert.equal(value, 42)
  assert.deepEqual(lines, [
    { level: 'info', text: 'some news' },
    { level: 'warning', text: 'two\nlines, 100%' },
    { level: 'error', text: 'an error' },
    { level: 'debug', text: 'a detail' },
    { level: 'info', text: 'half a line' },
  ])
  assert.ok(!shown.some((text) => text.includes('some news')))
})

test('output of a child process belongs to the capture that started it', async () => {
  const lines: ToolkitLine[] = []
  await captureToolkit(
    async () => {
      const child = spawn(process.execPath, [
        '-e',
        'console.log("from the child"); console.error("and its errors")',
      ])
      child.stdout.on('data', (chunk) => process.stdout.write(chunk))
      child.stderr.on('data', (chunk) => process.stderr.write(chunk))
      await once(child, 'close')
    },
    (line) => lines.push(line),
  )
  assert.deepEqual(lines.map(({ text }) => text).sort(), ['and its errors', 'from the child'])
})

test('other output at the same time is shown', async () => {
  const lines: ToolkitLine[] = []
  const started = Promise.withResolvers<void>()
  const printed = Promise.withResolvers<void>()
  const captured = captureToolkit(
    async () => {
      core.info('inside, before')
      started.resolve()
      await printed.promise
      core.info('inside, after')
    },
    (line) => lines.push(line),
  )
  await started.promise
  process.stdout.write('# from outside\n')
  printed.resolve()
  await captured
  assert.ok(shown.includes('# from outside\n'))
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['inside, before', 'inside, after'],
  )
})

test('output of onLine is not captured', async () => {
  await captureToolkit(
    async () => core.info('a line'),
    ({ text }) => process.stdout.write(`# told of ${text}\n`),
  )
  assert.ok(shown.includes('# told of a line\n'))
})

test('secrets that the toolkit masks are replaced, and the mask is not shown', async () => {
  const lines: ToolkitLine[] = []
  await captureToolkit(
    async () => {
      core.setSecret('s3cr3t%')
      core.debug('https://example.org/?sig=s3cr3t%')
    },
    (line) => lines.push(line),
  )
  assert.deepEqual(lines, [{ level: 'debug', text: 'https://example.org/?sig=***' }])
  assert.ok(!shown.some((text) => text.includes('s3cr3t')))
})

test('output after the end is dropped', async () => {
  const lines: ToolkitLine[] = []
  const late = Promise.withResolvers<void>()
  let printedLate: Promise<void> = Promise.resolve()
  await captureToolkit(
    async () => {
      printedLate = late.promise.then(() => core.info('too late'))
    },
    (line) => lines.push(line),
  )
  late.resolve()
  await printedLate
  assert.deepEqual(lines, [])
  assert.ok(!shown.some((text) => text.includes('too late')))
})

test('an error is passed on, and the output before it is captured', async () => {
  const lines: ToolkitLine[] = []
  const failing = captureToolkit(
    async () => {
      core.info('before')
      throw new Error('broken')
    },
    (line) => lines.push(line),
  )
  await assert.rejects(failing, /^Error: broken$/)
  assert.equal(lines.length, 1)
})
