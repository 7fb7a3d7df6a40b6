import process from 'node:process';
import type {EngineDesk} from '../../source/app/engine-desk.ts';
import {createWorkerPool, sharePool} from '../../source/indexing/worker-pool.ts';
import {openSource} from '../../source/sources/open-source.ts';
import {runApp} from '../../source/tui/run-app.ts';

/** The screen with one fault, which comes when the image is shown and `!` was typed; for tests of what a terminal is left like. */
const [fault, file] = process.argv.slice(2) as [string, string];

const faults: Readonly<Record<string, () => void>> = {
	timer() {
		setTimeout(() => {
			throw new Error('a timer fails');
		}, 1);
	},
	rejection() {
		void Promise.reject(new Error('a promise fails'));
	},
};

class Unprintable {
	toString(): string {
		throw new Error('a component fails');
	}
}

const fail = faults[fault];
// Whoever listens takes the keys away from the screen until that listens too.
if (fail !== undefined) {
	process.stdin.on('data', (data: Uint8Array | string) => {
		if (String(data).includes('!')) {
			fail();
		}
	});
}

if (fault === 'worker') {
	sharePool(createWorkerPool(1, new URL('data:text/javascript,const kept = []; for (;;) kept.push(new Array(100_000).fill(0));')));
}

process.exitCode = await runApp({
	selection: {platform: undefined, image: undefined},
	place: 'image',
	notice: undefined,
	listen: () => undefined,
	ascii: false,
	color: false,
	title: 'faulty',
	async open({selection}, signal) {
		const source = await openSource({kind: 'archive', path: file}, {
			selection, pull: 'never', spool: false, verify: false, signal,
		});
		return fault === 'component' ? {...source, kind: new Unprintable() as unknown as 'archive'} : source;
	},
	async extract() {
		throw new Error('an effect fails');
	},
	async desk(): Promise<EngineDesk> {
		throw new Error('the desk fails');
	},
});
