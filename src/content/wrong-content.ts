import { Failure } from '../message/failure.ts'

/** What was fetched came whole but is something else: another try, or another source, may bring the right one. */
export class WrongContent extends Failure {}

/** What was fetched is something else where it is kept, and will be at the next try: only another source may help. */
export class CorruptContent extends WrongContent {}
