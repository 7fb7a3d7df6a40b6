import type {DrawOperation} from './row-output.ts';

/** Ink's own output.js, as far as it is used (Ink doesn't export it; `paths` in tsconfig.json gives it this type). */
export default class InkOutput {
	readonly operations: readonly DrawOperation[];
	readonly width: number;
	readonly height: number;
	constructor(options: {readonly width: number; readonly height: number});
	get(): {output: string; height: number};
}
