import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { isAlive, ownIdentity, statFields } from '../../src/files/process-identity.ts'

const [pid = '', started = '', machine = ''] = (await ownIdentity()).split('-')

test('this process is alive', async () => {
  assert.equal(await isAlive(await ownIdentity()), true)
  assert.equal(pid, String(process.pid))
})

test('a process that has ended is dead, and so is one whose ID another process has by now', async () => {
  const child = spawn('true')
  await once(child, 'close')
  assert.equal(await isAlive(`${child.pid}-1-${machine}`), false)
  assert.equal(await isAlive(`${pid}-${Number(started) - 1}-${machine}`), false)
})

test('nothing is known of the processes of another machine: it may be a clone, or this one before a reboot', async () => {
  assert.equal(await isAlive(`${pid}-${started}-0123456789ab`), undefined)
})

test('a text that is no identity names no process', async () => {
  for (const text of [
    '',
    pid,
    `../self-1-${machine}`,
    `${pid}-${started}-${machine}-1`,
    ` ${pid}-1-${machine}`,
  ])
    assert.equal(await isAlive(text), undefined, text)
})

test('the name of a program does not shift the fields of its status', () => {
  assert.equal(statFields('12 (a) b (c) R 1 2')[0], 'R')
})
