import { Failure } from '../message/failure.ts'

/** What was fetched came whole but is something else: another try, or another source, may bring the right one. */
export class WrongContent extends Failure {}
