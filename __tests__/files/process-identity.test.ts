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

test('an ended process is dead, also if another process has its ID', async () => {
  const child = spawn('true')
  await once(child, 'close')
  assert.equal(await isAlive(`${child.pid}-1-${machine}`), false)
  assert.equal(await isAlive(`${pid}-${Number(started) - 1}-${machine}`), false)
})

test('processes of another machine, a clone, or before a reboot are unknown', async () => {
  assert.equal(await isAlive(`${pid}-${started}-0123456789ab`), undefined)
})

test('an invalid identity is unknown', async () => {
  for (const text of [
    '',
    pid,
    `../self-1-${machine}`,
    `${pid}-${started}-${machine}-1`,
    ` ${pid}-1-${machine}`,
  ])
    assert.equal(await isAlive(text), undefined, text)
})

test('spaces and parentheses in a program’s name do not shift the fields of its status', () => {
  assert.equal(statFields('12 (a) b (c) R 1 2')[0], 'R')
})
