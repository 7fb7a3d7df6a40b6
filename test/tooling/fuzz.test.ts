import assert from 'node:assert/strict';
import {availableParallelism} from 'node:os';
import {test} from 'node:test';
import {readFailure, writeFailure} from '../../tooling/fuzz/failed-case.ts';
import {caseOf} from '../../tooling/fuzz/fuzz-case.ts';
import {unseenNames} from '../../tooling/fuzz/independent.ts';
import {judge} from '../../tooling/fuzz/judge.ts';
import {runFuzz} from '../../tooling/fuzz/run-fuzz.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {skipReason} from '../helpers/programs.ts';
import {file, latin1, tar} from '../helpers/tar-bytes.ts';

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

test('a name that other programs don\'t list is told', {skip: skipReason(['tar'], {root: false})}, async () => {
	const bytes = tar(file('a/b'), file('c\nd'), file('\u00FF'));
	assert.deepEqual(await unseenNames(bytes, ['a/b', './a//b', 'c\nd', '\u00FF'].map(name => latin1(name))), []);
	assert.deepEqual(await unseenNames(bytes, ['a/b', 'smuggled'].map(name => latin1(name))), ['smuggled']);
});
