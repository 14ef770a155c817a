/**
 * What the runner can start, by the name of its file in dist; `npm run bundle` makes a file of two lines for each. They
 * are imported when they are started and not before, so that all of them share their modules and none loads another's.
 */
export const entries = {
  'build-image': () => import('./actions/build-image/main.ts'),
  'build-image-post': () => import('./actions/build-image/post.ts'),
  'download-image': () => import('./actions/download-image/main.ts'),
  'push-image': () => import('./actions/push-image/main.ts'),
  'rebase-image': () => import('./actions/rebase-image/main.ts'),
} as const
