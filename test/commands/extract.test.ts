import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {execFileSync} from 'node:child_process';
import {
	existsSync, readFileSync, readdirSync, statSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {decodeXattrs} from '../../source/tar/xattrs.ts';
import {temporaryDirectory, writeArchive} from '../helpers/open-image.ts';
import {readTar, readContent, text} from '../helpers/read-tar.ts';
import {exitCodeOf, runProgram} from '../helpers/run-program.ts';
import {shopArchive, toolBytes} from '../helpers/shop-image.ts';
import {openTerminal} from '../helpers/terminal.ts';

test('a file is written as it is, under the name that was given', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const directory = await temporaryDirectory(context);
	const target = path.join(directory, 'mine');
	const {code, output, errors} = await runProgram(['extract', archive, '/bin/alias', '-o', target]);
	assert.deepEqual([code, output, errors], [0, '', '']);
	assert.deepEqual(readFileSync(target), toolBytes);
	assert.deepEqual(readdirSync(directory), ['mine'], 'nothing else is left behind');
});

test('a file that is there is only overwritten with --force', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const target = path.join(await temporaryDirectory(context), 'mine');
	writeFileSync(target, 'precious');
	const refused = await runProgram(['extract', archive, '/etc/passwd', '-o', target]);
	assert.equal(refused.code, 2);
	assert.match(refused.errors, /is there already\. .*--force/);
	assert.equal(readFileSync(target, 'utf8'), 'precious');
	assert.equal(await exitCodeOf(['extract', archive, '/etc/passwd', '-o', target, '--force']), 0);
	assert.equal(readFileSync(target, 'utf8'), 'root\nshop\n');
});

test('a pipe or a device is never replaced, not with --force either', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const target = path.join(await temporaryDirectory(context), 'pipe');
	execFileSync('mkfifo', [target]);
	const {code, errors} = await runProgram(['extract', archive, '/etc/passwd', '-o', target, '--force']);
	assert.equal(code, 2);
	assert.match(errors, /is a device or a pipe, not a file\. .*standard output/);
	assert.ok(statSync(target).isFIFO());
});

test('what fails writes nothing', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const directory = await temporaryDirectory(context);
	const target = path.join(directory, 'mine');
	assert.equal(await exitCodeOf(['extract', archive, '/nope', '-o', target]), 3);
	assert.equal(await exitCodeOf(['extract', archive, '/dev/null', '-o', target]), 2);
	assert.equal(await exitCodeOf(['extract', archive, '/etc/passwd', '-o', directory]), 2);
	assert.equal(await exitCodeOf(['extract', archive, '/etc/passwd', '-o', path.join(directory, 'no/where')]), 2);
	assert.equal(await exitCodeOf(['extract', '-', '/etc/passwd', '-o', target], {input: await shopArchive()}), 2);
	assert.deepEqual(readdirSync(directory), []);
});

test('without a file it goes to standard output, but not to a terminal', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const {bytes} = await runProgram(['extract', archive, '/usr/bin/tool']);
	assert.deepEqual(bytes, toolBytes);
	const terminal = openTerminal(['extract', archive, '/usr/bin/tool']);
	const {exitCode} = await terminal.exited;
	assert.equal(exitCode, 2);
	assert.match(terminal.output(), /Nothing says where to extract to\. Add -o FILE/);
});

for (const compression of ['none', 'gzip', 'zstd'] as const) {
	test(`a directory becomes a tar with everything that a container would see (${compression})`, async context => {
		const archive = await writeArchive(context, await shopArchive(compression));
		const {code, bytes, errors} = await runProgram(['extract', archive, '/']);
		assert.deepEqual([code, errors], [0, '']);
		const {entries, problem, finished} = readTar(bytes);
		assert.deepEqual([problem, finished], [undefined, true]);
		const byName = new Map(entries.map(entry => [Buffer.from(entry.name).toString(), entry]));
		assert.deepEqual([...byName.keys()].toSorted(), [
			'./',
			'./accounts',
			'./bin',
			'./dev/',
			'./dev/null',
			'./etc/',
			'./etc/passwd',
			'./loop',
			'./naïve\u001B[31m',
			'./run/',
			'./run/pipe',
			'./usr/',
			'./usr/bin/',
			'./usr/bin/alias',
			'./usr/bin/alias-twin',
			'./usr/bin/empty',
			'./usr/bin/tool',
			'./usr/bin/twin',
		]);
		const contentOf = (name: string) => text(readContent(bytes, byName.get(name)!.offset));
		assert.equal(contentOf('./etc/passwd'), 'root\nshop\n');
		const tool = byName.get('./usr/bin/tool')!;
		assert.deepEqual([tool.mode, tool.uid, tool.gid, tool.mtime, contentOf('./usr/bin/tool')], [0o4755, 7, 8, 1000, toolBytes.toString('latin1')]);
		assert.deepEqual(decodeXattrs(tool.xattrs).map(([name, value]) => [text(name), text(value)]), [['user.note', 'kept']]);
		const twin = byName.get('./usr/bin/twin')!;
		assert.deepEqual([twin.type, text(twin.target)], ['hardlink', './usr/bin/tool']);
		const alias = byName.get('./usr/bin/alias')!;
		assert.deepEqual([alias.type, text(alias.target)], ['symlink', 'tool']);
		assert.deepEqual([byName.get('./usr/bin/alias-twin')!.type, text(byName.get('./usr/bin/alias-twin')!.target)], ['hardlink', './usr/bin/alias']);
		const device = byName.get('./dev/null')!;
		assert.deepEqual([device.type, device.major, device.minor], ['character-device', 1, 3]);
	});
}

test('a directory at a layer is what was there then', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const {bytes} = await runProgram(['extract', archive, '/etc', '--layer', '0']);
	assert.deepEqual(readTar(bytes).entries.map(entry => text(entry.name)), ['./', './passwd', './old']);
});

test('a tar is written whole as well', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const target = path.join(await temporaryDirectory(context), 'etc.tar');
	assert.equal(await exitCodeOf(['extract', archive, '/etc', '-o', target]), 0);
	assert.ok(existsSync(target));
	assert.deepEqual(readTar(readFileSync(target)).entries.map(entry => text(entry.name)), ['./', './passwd']);
});
