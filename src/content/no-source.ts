import { Failure } from '../message/failure.ts'

/** A target lacks something, and nothing was given that may have it. */
export class NoSource extends Failure {}
