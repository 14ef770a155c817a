import * as v from 'valibot'

/** The entries of an array that have a shape; those that do not are passed over, and what is no array is empty. */
export const list = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((entries) =>
        entries.flatMap((entry): v.InferOutput<Schema>[] => {
          const result = v.safeParse(schema, entry)
          return result.success ? [result.output] : []
        }),
      ),
    ),
    [],
  )
