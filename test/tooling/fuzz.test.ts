import assert from 'node:assert/strict';
import {availableParallelism} from 'node:os';
import process from 'node:process';
import {test} from 'node:test';
import {setImmediate} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {readFailure, writeFailure} from '../../tooling/fuzz/failed-case.ts';
import {caseOf} from '../../tooling/fuzz/fuzz-case.ts';
import {unseenNames} from '../../tooling/fuzz/independent.ts';
import {judge} from '../../tooling/fuzz/judge.ts';
import {runFuzz} from '../../tooling/fuzz/run-fuzz.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {skipReason} from '../helpers/programs.ts';
import {file, latin1, tar} from '../helpers/tar-bytes.ts';
import {until} from '../helpers/until.ts';

const cases = 20_000;

test('twenty thousand mutated tars, compressed layers, documents and answers are read as they should be, or refused in words', async () => {
	const {done, failures} = await runFuzz({
		seed: 1, cases, time: 150, processes: availableParallelism(), compared: 20,
	});
	assert.deepEqual(failures, []);
	assert.equal(done, cases);
});

test('a case is the same again for its seed and number, and another for others', () => {
	assert.deepEqual(caseOf(5, 77), caseOf(5, 77));
	assert.notDeepEqual(caseOf(5, 77), caseOf(5, 78));
	assert.notDeepEqual(caseOf(5, 77), caseOf(6, 77));
});

test('a case that failed can be read again from its file', async context => {
	const written = writeFailure(await temporaryDirectory(context), 5, {number: 77, why: 'it threw'});
	assert.deepEqual(readFailure(written).kind, caseOf(5, 77).kind);
	assert.deepEqual([...readFailure(written).bytes], [...caseOf(5, 77).bytes]);
});

test('what throws anything but an error with words is told', async () => {
	assert.match(await judge({kind: 'documents', bytes: latin1('no JSON')}, false) ?? '', /^it threw SyntaxError/);
});

const input = {kind: 'tar', bytes: tar()} as const;
const limits = {longest: 50, largest: 100_000_000};
const reading = {names: []};

test('what takes too long is told', async () => {
	const slow = async () => {
		const end = performance.now() + 60;
		while (performance.now() < end) {
			await setImmediate();
		}

		return reading;
	};

	assert.match(await judge(input, false, {...limits, read: slow}) ?? '', /^it took \d+ ms$/);
	assert.equal(await judge(input, false, {...limits, longest: 10_000, read: slow}), undefined);
});

test('what takes too much memory is told, also when it has let go of it', async () => {
	setFlagsFromString('--expose-gc');
	const letGo = runInNewContext('gc') as () => void;
	const fill = () => new Uint8Array(200_000_000).fill(1).length;
	const large = async () => {
		const memory = process.memoryUsage.rss();
		fill();
		letGo();
		await until(() => process.memoryUsage.rss() < memory + limits.largest);
		return reading;
	};

	assert.match(await judge(input, false, {...limits, longest: 10_000, read: large}) ?? '', /^it took \d+ MB$/);
	assert.equal(await judge(input, false, {...limits, read: async () => reading}), undefined, 'the peak was another\'s');
});

test('a process that hangs or ends is told with the case that it read, and the others are read', async () => {
	const {done, failures} = await runFuzz({
		seed: 1, cases: 4, time: 60, processes: 1, compared: 1, patience: 500, program: 'test/helpers/evil-fuzz-worker.mjs',
	});
	assert.deepEqual(failures, [{number: 1, why: 'it hung: 0.5 s weren\'t enough'}, {number: 2, why: 'the process that read it ended with 3'}]);
	assert.equal(done, 4);
});

test('a name that other programs don\'t list is told', {skip: skipReason(['tar'], {root: false})}, async () => {
	const bytes = tar(file('a/b'), file('c\nd'), file('\u00FF'));
	assert.deepEqual(await unseenNames(bytes, ['a/b', './a//b', 'c\nd', '\u00FF'].map(name => latin1(name))), []);
	assert.deepEqual(await unseenNames(bytes, ['a/b', 'smuggled'].map(name => latin1(name))), ['smuggled']);
});
