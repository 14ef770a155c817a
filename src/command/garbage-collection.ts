import { setFlagsFromString } from 'node:v8'

/**
 * Makes V8 collect garbage earlier. Call it after the modules are loaded; before that, it slows down their loading.
 *
 * Layers are streamed in chunks that become garbage at once. V8 collects them when its young generation is full, but
 * counts only their small objects and not their bytes. If the young generation does not grow, it is full earlier.
 * Fetching a layer of 1 GiB then uses 30 MB less memory and takes the same time.
 */
export const collectEarly = (): void => setFlagsFromString('--semi-space-growth-factor=1')
