import {LayerscopeError} from '../errors.ts';

/** There is no engine to talk to, for whatever reason. */
export class EngineUnreachableError extends LayerscopeError {
	override readonly name = 'EngineUnreachableError';

	constructor(message: string, options: {readonly advice: string; readonly cause?: unknown}) {
		super('engine', message, options);
	}
}
