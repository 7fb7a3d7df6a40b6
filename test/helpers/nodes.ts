import {execFileSync} from 'node:child_process';
import process from 'node:process';

/** The Nodes that the built program is tried on: the one that runs the tests, and those of LAYERSCOPE_TEST_NODES (paths, `:` between). */
export const nodes = [process.execPath, ...(process.env.LAYERSCOPE_TEST_NODES ?? '').split(':').filter(Boolean)].map(file => ({
	file,
	version: execFileSync(file, ['--version'], {encoding: 'utf8'}).trim(),
}));
