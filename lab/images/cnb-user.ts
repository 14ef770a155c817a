import { join } from 'node:path'
import { labFolder } from '../tools/folder.ts'
import { type Layer, makeLayer } from './layer.ts'
import { type Entry, tarball } from './tarball.ts'

/** The account files of an image with the CNB user `cnb`. */
export const userEntries = (uid: number, gid: number): readonly Entry[] => [
  {
    path: 'etc/passwd',
    text: `root:x:0:0:root:/root:/bin/sh\n${uid === 0 ? '' : `cnb:x:${uid}:${gid}::/home/cnb:/bin/sh\n`}`,
  },
  { path: 'etc/group', text: `root:x:0:\n${gid === 0 ? '' : `cnb:x:${gid}:\n`}` },
  { path: 'home/cnb', folder: true, uid, gid },
]

/** A run image's layer with the user that its programs run as. */
export const userLayer = (): Promise<Layer> =>
  makeLayer(join(labFolder, 'base', 'user'), async () => tarball(userEntries(1000, 1000)))
