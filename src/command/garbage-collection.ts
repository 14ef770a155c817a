import { setFlagsFromString } from 'node:v8'

/**
 * Makes this process collect its garbage earlier, to be called when its modules are loaded.
 *
 * Layers pass through as pieces that are garbage a moment later. V8 collects them when its young generation is full,
 * which counts their small objects and not their bytes: one that does not grow is full before they are many. Fetching
 * a layer of 1 GiB takes 30 MB less so, and no longer. (Set before the modules are loaded, it would slow that down.)
 */
export const collectEarly = (): void => setFlagsFromString('--semi-space-growth-factor=1')
