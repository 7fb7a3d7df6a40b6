import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import {text} from 'node:stream/consumers';
import {Readable} from 'node:stream';
import {escapedLines} from '../../source/commands/print-file.ts';
import {writeArchive} from '../helpers/open-image.ts';
import {outputOf, runProgram} from '../helpers/run-program.ts';
import {shopArchive, toolBytes} from '../helpers/shop-image.ts';
import {openTerminal} from '../helpers/terminal.ts';

for (const compression of ['none', 'gzip', 'zstd'] as const) {
	test(`a file is printed byte for byte, by every name that leads to it (${compression})`, async context => {
		const archive = await writeArchive(context, await shopArchive(compression));
		for (const path of ['/usr/bin/tool', 'usr/bin/twin', '/bin/alias', '/bin/alias-twin']) {
			const {code, bytes, errors} = await runProgram(['cat', archive, path]);
			assert.deepEqual([code, errors], [0, ''], path);
			assert.deepEqual(bytes, toolBytes);
		}

		assert.equal(await outputOf(['cat', archive, '/accounts']), 'root\nshop\n');
		assert.equal(await outputOf(['cat', archive, '/accounts', '--layer', '0']), 'root\n');
		assert.equal(await outputOf(['cat', archive, '/usr/bin/empty']), '');
	});
}

test('what has no content says why', async context => {
	const archive = await writeArchive(context, await shopArchive());
	for (const [path, code, sentence] of [
		['/etc', 2, /\/etc is a directory.*layerscope ls/],
		['/dev/null', 2, /\/dev\/null is a character-device/],
		['/run/pipe', 2, /\/run\/pipe is a fifo/],
		['/usr/bin/lost', 3, /hard link to something that isn't there/],
		['/etc/old', 3, /There is no \/etc\/old/],
	] as const) {
		const run = await runProgram(['cat', archive, path]);
		assert.equal(run.code, code, path);
		assert.match(run.errors, sentence);
		assert.equal(run.output, '');
	}
});

test('a pipe has no contents unless it is spooled', async () => {
	const input = await shopArchive();
	const unspooled = await runProgram(['cat', '-', '/etc/passwd'], {input});
	assert.equal(unspooled.code, 2);
	assert.match(unspooled.errors, /--spool/);
	assert.equal(await outputOf(['cat', '-', '/etc/passwd', '--spool'], {input}), 'root\nshop\n');
});

test('on a terminal nothing of it is obeyed, unless it is asked for raw', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const terminal = openTerminal(['cat', archive, '/usr/bin/tool']);
	await terminal.exited;
	assert.ok(terminal.output().includes(String.raw`\x00\xff\x1b[2J`));
	assert.ok(!terminal.output().includes('\u001B[2J'));
	const raw = openTerminal(['cat', archive, '/usr/bin/tool', '--raw']);
	await raw.exited;
	assert.ok(raw.output().includes('\u001B[2J'));
});

test('lines are escaped the same however the bytes come', async () => {
	const content = Buffer.from('é\tline\nlast \u202E and \u001B[0m\n');
	for (const size of [1, 2, 3, 100]) {
		const chunks = Array.from({length: Math.ceil(content.length / size)}, (_, chunk) => content.subarray(chunk * size, (chunk + 1) * size));
		assert.equal(await text(Readable.from(escapedLines(Readable.from(chunks)))), `é\tline\nlast <U+202E> and ${String.raw`\x1b`}[0m\n`);
	}
});

test('a line without an end is escaped as it comes, and no character is torn', async () => {
	const content = Buffer.from('é'.repeat(100_000));
	const chunks = [content.subarray(0, 65_537), content.subarray(65_537, 131_075), content.subarray(131_075)];
	assert.equal(await text(Readable.from(escapedLines(Readable.from(chunks)))), 'é'.repeat(100_000));
});
