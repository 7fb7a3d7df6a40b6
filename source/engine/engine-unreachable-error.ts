import {LayerscopeError} from '../errors.ts';

type Options = {
	readonly advice: string;
	readonly cause?: unknown;
	/** Whether there isn't even a socket, where nobody said that there is one. */
	readonly isAbsent?: boolean;
};

/** There is no engine to talk to, for whatever reason. */
export class EngineUnreachableError extends LayerscopeError {
	override readonly name = 'EngineUnreachableError';
	readonly isAbsent: boolean;

	constructor(message: string, {advice, cause, isAbsent = false}: Options) {
		super('engine', message, {advice, cause});
		this.isAbsent = isAbsent;
	}
}
