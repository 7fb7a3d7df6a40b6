// The build puts this in place of Ink's own output.js, which it hands in under this name.
import InkOutput from 'ink-output';
import {joinRows} from './row-output.ts';

/** Ink's output, spared of taking every cell of every row apart on every frame. */
export default class RowOutput extends InkOutput {
	override get(): {output: string; height: number} {
		const output = joinRows(this.operations, this.height);
		return output === undefined ? super.get() : {output, height: this.height};
	}
}
