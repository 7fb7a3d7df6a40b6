import {LayerscopeError} from '../errors.ts';

/** A tar that Go's archive/tar can't read either: what is wrong, and where, in bytes from the start of the tar. */
export class TarError extends LayerscopeError {
	override readonly name = 'TarError';
	override readonly offset: number;

	constructor(message: string, offset: number) {
		super('unreadable', `${message}, at byte ${offset} of the tar`, {offset});
		this.offset = offset;
	}
}
