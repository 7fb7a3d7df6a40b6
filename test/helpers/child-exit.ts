import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';

/** How a program ends; to be asked before it does. */
export async function exitCodeOfChild(child: ChildProcess): Promise<number | undefined> {
	const [code] = await once(child, 'close') as [number | undefined];
	return code;
}
