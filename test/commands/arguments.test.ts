import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {exitCodeOf, outputOf, runProgram} from '../helpers/run-program.ts';
import {writeArchive} from '../helpers/open-image.ts';
import {shopArchive} from '../helpers/shop-image.ts';

const wrong: ReadonlyArray<readonly [arguments_: readonly string[], sentence: RegExp]> = [
	[['--bogus'], /^layerscope: There is no flag --bogus\. /],
	[['-x', 'a.tar'], /^layerscope: There is no flag -x\. /],
	[['--no-bogus'], /There is no flag --bogus/],
	[['ls', 'a.tar', '--min-efficincy', '1'], /There is no flag --min-efficincy/],
	[['ls', 'a.tar', '--max-dead', '1MB'], /--max-dead does nothing with `layerscope ls`/],
	[['a.tar', '--layer', '1'], /--layer does nothing without a command/],
	[['cat', 'a.tar', '/x', '--force'], /--force does nothing with `layerscope cat`/],
	[['ls', '--layer=1', '--layer=2', 'a.tar'], /--layer can only be set once/],
	[['--max-dead=1', '--max-dead=2', 'a.tar'], /--max-dead can only be set once/],
	[['--max-dead', '1MB'], /--max-dead needs an image to look at/],
	[['--min-efficiency', '0.1', '--json'], /--min-efficiency needs an image to look at/],
	[['ls', 'a.tar', '--layer'], /--layer needs a value/],
	[['extract', 'a.tar', '/x', '-o', ''], /--output needs a value/],
	[['ls', 'a.tar', '--layer', 'x'], /--layer is 'x', which is no layer/],
	[['ls', 'a.tar', '--layer', '-1'], /--layer is '-1', which is no layer/],
	[['ls', 'a.tar', '--layer', '1.5'], /--layer is '1\.5', which is no layer/],
	[['ls'], /`layerscope ls` needs an image/],
	[['cat', 'a.tar'], /`layerscope cat` needs a path/],
	[['entries', 'a.tar'], /`layerscope entries` lists one layer, and none was named/],
	[['ls', 'a.tar', '/x', '/y'], /'\/y' is one word too many/],
	[['save'], /`layerscope save` needs an image/],
	[['save', 'Nginx', '-o', '/nowhere/x.tar', '--raw'], /--raw does nothing with `layerscope save`/],
	[['load', '-i', 'a.tar', '--unpack-all'], /--unpack-all does nothing with `layerscope load`/],
	[['load', 'a.tar'], /'a\.tar' is one word too many/],
	[['load', '-i', ''], /--input needs a value/],
	[['search'], /`layerscope search` needs a word to search for/],
	[['search', ' '], /There is no word to search for/],
	[['search', 'x', '--limit', '0'], /--limit is '0'/],
	[['search', 'x', '--limit', '1e1'], /--limit is '1e1'/],
	[['search', 'x', '--filter', 'is-official=maybe'], /--filter is 'is-official=maybe'/],
	[['search', 'x', '--filter', 'stars=2', '--filter='], /--filter needs a value/],
	[['search', 'x', '--filter'], /--filter needs a value/],
	[['search', 'x', '--filter', '--json'], /--filter needs a value/],
	[['search', 'x', '--filter', ''], /--filter needs a value/],
	[['ls', 'a.tar', '--filter', 'stars=2'], /--filter does nothing with `layerscope ls`/],
	[['entries', 'a.tar', '/x', '--layer', '0'], /'\/x' is one word too many/],
	[['a.tar', 'b.tar'], /'b\.tar' is one word too many/],
	[[''], /The image has no name/],
	[['nginx', '--host', 'unix:///x', '--context', 'y'], /--context and --host name two engines/],
	[['nginx', '-H', ''], /--host needs a value/],
	[['a.tar', '--insecure-registry'], /--insecure-registry needs a value/],
	[['a.tar', '--registry-ca', ''], /--registry-ca needs a value/],
	[['a.tar', '--registry-ca=a', '--registry-ca=b'], /--registry-ca can only be set once/],
	[['a.tar', '--pull', 'sometimes'], /--pull is 'sometimes'/],
	[['a.tar', '--min-efficiency', '95'], /--min-efficiency is '95'/],
	[['a.tar', '--max-dead', 'lots'], /--max-dead is 'lots'/],
	[['a.tar', '--max-dead-ratio', '-1'], /--max-dead-ratio is '-1'/],
	[['Nginx'], /'Nginx' is no image reference/],
	[['-'], /Standard input is no archive/],
];

for (const [arguments_, sentence] of wrong) {
	test(`wrong usage: layerscope ${arguments_.join(' ')}`, async () => {
		const {code, output, errors} = await runProgram(arguments_);
		assert.match(errors, sentence);
		assert.equal(code, 2);
		assert.equal(output, '');
		assert.equal(errors.split('\n').length, 2, 'an error is one line');
	});
}

test('what is not there and what does not answer have exit codes of their own', async () => {
	const missing = await runProgram(['./missing.tar']);
	assert.equal(missing.code, 3);
	assert.match(missing.errors, /^layerscope: There is no file \.\/missing\.tar\. /);
	const unreachable = await runProgram(['docker://ls']);
	assert.equal(unreachable.code, 5);
	assert.match(unreachable.errors, /^layerscope: There is no container engine at .*nowhere\/engine\.sock/);
});

test('an image that is called as a command is reached behind --', async () => {
	const {code, errors} = await runProgram(['--', 'ls']);
	assert.equal(code, 5);
	assert.match(errors, /engine/);
});

test('help and version are printed, whatever else is asked', async () => {
	const help = await runProgram(['ls', '--help']);
	assert.equal(help.code, 0);
	for (const word of ['--platform', '--min-efficiency', '--spool', 'Exit codes', 'rootfs:FILE.tar']) {
		assert.ok(help.output.includes(word), word);
	}

	const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};
	assert.equal(await outputOf(['--version']), `${version}\n`);
});

test('every flag is in the help', async () => {
	const {flags, help, spelledFlag} = await import('../../source/commands/flags.ts');
	for (const name of Object.keys(flags)) {
		assert.ok(help.includes(spelledFlag(name)), name);
	}
});

test('--debug adds the cause, the log tells what happened, and a log that can\'t be written is an error', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const log = `${archive}.log`;
	const environment = {LAYERSCOPE_LOG: log};
	assert.equal(await exitCodeOf(['ls', archive], {environment}), 0);
	const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
	assert.ok(lines.every(line => /^\d{4}-\d\d-\d\dT[\d:.]+Z \S/.test(line)), lines.join('\n'));
	assert.ok(lines.some(line => line.includes('open') && line.includes(archive)));
	const {errors} = await runProgram(['docker://nginx', '--debug']);
	assert.ok(errors.split('\n').length > 2);
	const unwritable = await runProgram(['ls', archive], {environment: {LAYERSCOPE_LOG: '/nowhere/log'}});
	assert.equal(unwritable.code, 2);
	assert.match(unwritable.errors, /LAYERSCOPE_LOG is \/nowhere\/log/);
});
