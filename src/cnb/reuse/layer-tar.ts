import { type HeaderReader, headerReader, printableName, type TarHeader } from '../../tar/header-reader.ts'

/** Why a cached layer cannot be checked: see `cachedFolders`. */
export const notOneFolder = 'it is not the only layer of one folder'

/**
 * Checks a layer's tar while it is streamed: it must look as if the lifecycle had written it from `folder`, an absolute path.
 * Its entries are the parent folders, then the folder and everything below it, in the order of names.
 *
 * The lifecycle unpacks the tar at the root and follows links. A tar with other names, or with files below a link, would
 * write into the app or into other layers. So each parent must be a folder of the same tar, and each name must occur once.
 * The targets of links are not checked: real layers have links to other layers and into the run image.
 */
export const layerTarCheck = (folder: string): HeaderReader => {
  const own = Buffer.from(folder).toString('latin1')
  /** The current folder and its parents; `last` is the last name in each. */
  const open: { readonly path: string; last: string }[] = [{ path: '', last: '' }]

  const check = ({ type, name }: TarHeader): string | undefined => {
    const isAround = name.length <= own.length && `${own}/`.startsWith(`${name}/`)
    if (!isAround && !name.startsWith(`${own}/`)) return `"${printableName(name)}" lies outside of ${folder}`
    if (isAround && type !== 'directory') return `"${printableName(name)}" is not a folder`
    const slash = name.lastIndexOf('/')
    const last = name.slice(slash + 1)
    if (slash === -1 || ['', '.', '..'].includes(last)) return `"${printableName(name)}" is not a path`
    while (open.length > 1 && open.at(-1)?.path !== name.slice(0, slash)) open.pop()
    const parent = open.at(-1)
    if (parent === undefined || parent.path !== name.slice(0, slash))
      return `"${printableName(name)}" is not in a folder of the layer`
    if (last <= parent.last) return `"${printableName(name)}" comes after "${printableName(parent.last)}"`
    parent.last = last
    if (type === 'directory') open.push({ path: name, last: '' })
    return undefined
  }
  return headerReader(check)
}
