import {LayerscopeError} from '../errors.ts';

/** The engine answered, and said no. */
export class EngineRefusalError extends LayerscopeError {
	override readonly name = 'EngineRefusalError';
	readonly status: number | undefined;

	constructor(message: string, options: {readonly status: number | undefined; readonly advice: string}) {
		super('engine', message, options);
		this.status = options.status;
	}
}
