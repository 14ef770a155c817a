import { getState } from '@actions/core'
import { dockerClient } from '../../docker/command.ts'
import { runStep } from '../../github/step/step.ts'
import { setHostUmask } from '../../sandbox/host/host-sandbox.ts'
import { containerState, hostState, removeLeftovers, stagingState } from './leftovers.ts'

await runStep(undefined, ({ log }) => {
  const isInJobContainer = getState(hostState) === 'true'
  if (isInJobContainer) setHostUmask()
  const staging = getState(stagingState).split('\n')
  return removeLeftovers(
    { container: getState(containerState), staging, isInJobContainer },
    dockerClient(process.env),
    log,
  )
})
