import { type HeaderReader, headerReader, printableName, type TarHeader } from '../../tar/header-reader.ts'

/** Why a cached layer cannot be checked: see `cachedFolders`. */
export const notOneFolder = 'it is not the only layer of one folder'

/**
 * Looks at a layer's tar while it passes by, and finds out whether the lifecycle can have written it: folder and files
 * in the order in which it walks a folder, below the layer's own, with the folders around it. `folder` is absolute.
 *
 * The lifecycle unpacks it at the root, and follows what is there: a tar whose names lead elsewhere, or through a link of
 * its own, would be written into the app or into other layers. So a parent has to be a folder of the same tar, and a name
 * comes but once. Where links lead is free: those of real layers lead to other layers and into the run image.
 */
export const layerTarCheck = (folder: string): HeaderReader => {
  const own = Buffer.from(folder).toString('latin1')
  /** The folder that was entered last, and those around it; `last` is the name that came last in each. */
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
      return `"${printableName(name)}" lies in no folder of it`
    if (last <= parent.last) return `"${printableName(name)}" comes after "${printableName(parent.last)}"`
    parent.last = last
    if (type === 'directory') open.push({ path: name, last: '' })
    return undefined
  }
  return headerReader(check)
}
