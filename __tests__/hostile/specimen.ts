/** Something that somebody may send to this project, and what must become of it. */
export interface Specimen {
  /** Of the file or folder that it is written to. */
  readonly name: string
  /** What is unusual about it, as the end of a sentence that begins with the kind. */
  readonly what: string
  /** What the refusal must say, in one line; undefined if it must be accepted, as the controls must. */
  readonly refusal: RegExp | undefined
}

/** A specimen in one file. */
export interface SpecimenFile extends Specimen {
  readonly bytes: Buffer
}

/** A specimen in several, by their paths. */
export interface SpecimenFolder extends Specimen {
  readonly files: ReadonlyMap<string, Buffer>
}
