import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {text} from 'node:stream/consumers';
import {buildImage, buildLayer} from '../helpers/image-builder.ts';
import {dockerArchive, ociLayout, tarOf} from '../helpers/image-builder-archives.ts';
import {writeArchive} from '../helpers/open-image.ts';
import {exitCodeOf, runProgram} from '../helpers/run-program.ts';
import {shopArchive} from '../helpers/shop-image.ts';

type Report = Readonly<Record<string, unknown>> & {readonly layers: ReadonlyArray<Readonly<Record<string, unknown>>>};

const archive = async (context: TestContext) => writeArchive(context, await shopArchive());

test('without a terminal a report is printed, and that is all', async context => {
	const {code, output, errors} = await runProgram([await archive(context)]);
	assert.equal(code, 0);
	assert.equal(errors, '');
	assert.match(output, /^image +shop:1$/m);
	assert.match(output, /diffID sha256:[\da-f]{64}/);
	assert.doesNotMatch(output.replaceAll('\n', ''), /\p{Cc}/u);
});

test('the report as JSON says what the image is', async context => {
	const {code, output} = await runProgram([await archive(context), '--json']);
	assert.equal(code, 0);
	const report = JSON.parse(output) as Report;
	assert.deepEqual([report.reference, report.source, report.size, report.deadBytes], ['shop:1', 'archive', 1029, 1005]);
	assert.deepEqual(report.layers.map(({added, changed, removed}) => [changed, removed, typeof added]), [[0, 0, 'number'], [1, 1, 'number']]);
});

test('with --verify every layer is verified', async context => {
	const {output} = await runProgram([await archive(context), '--json', '--verify']);
	assert.deepEqual((JSON.parse(output) as Report).layers.map(layer => layer.verification), ['verified', 'verified']);
});

test('a crossed gate ends with 1 and names the paths to blame', async context => {
	const path = await archive(context);
	const passed = await runProgram([path, '--max-dead', '1005', '--min-efficiency', '0.01', '--max-dead-ratio', '0.99']);
	assert.deepEqual([passed.code, passed.errors], [0, '']);
	const crossed = await runProgram([path, '--max-dead', '1kB', '--json']);
	assert.equal(crossed.code, 1);
	assert.match(crossed.errors, /^1,005 bytes are dead, more than 1,000\./);
	assert.match(crossed.errors, /\/etc\/old$/m);
	assert.equal((JSON.parse(crossed.output) as Report).deadBytes, 1005);
});

test('an image on standard input is read as it comes', async () => {
	const {code, output} = await runProgram(['-', '--json'], {input: await shopArchive()});
	assert.equal(code, 0);
	assert.deepEqual([(JSON.parse(output) as Report).source, (JSON.parse(output) as Report).size], ['stdin', 1029]);
});

test('a layer that ends too soon gives what came before, a sentence, and 4', async context => {
	const [whole, cut] = await Promise.all([buildLayer([{name: 'kept', content: 'here'}]), buildLayer([{name: 'a', content: 'first'}, {name: 'b', content: 'x'.repeat(5000)}])]);
	const image = buildImage([whole, {...cut, tar: cut.tar.subarray(0, 2048)}]);
	const path = await writeArchive(context, await tarOf(dockerArchive(image)));
	const {code, output, errors} = await runProgram(['ls', path]);
	assert.equal(code, 4);
	assert.match(output, /\/kept$/m);
	assert.match(output, /\/a$/m);
	assert.match(errors, /[Ll]ayer 1/);
	const gated = await runProgram([path, '--max-dead', '1MB']);
	assert.equal(gated.code, 4, 'a gate can\'t be passed by what was not read');
});

test('several images ask for a choice, and --image makes it', async context => {
	const [one, two] = await Promise.all([buildLayer([{name: 'one', content: '1'}]), buildLayer([{name: 'two', content: '22'}])]);
	const images = [buildImage([one], {references: ['one:1']}), buildImage([two], {references: ['two:1']})];
	const path = await writeArchive(context, await tarOf(dockerArchive(...images)));
	const unclear = await runProgram([path]);
	assert.equal(unclear.code, 2);
	assert.match(unclear.errors, /one:1.*two:1.*--image/s);
	const {output} = await runProgram([path, '--image', 'two:1', '--json']);
	assert.equal((JSON.parse(output) as Report).size, 2);
	assert.equal(await exitCodeOf([path, '--image', 'three:1']), 3);
});

test('the tag of a layout is no repository, and gets no tag', async context => {
	const image = buildImage([await buildLayer([{name: 'file'}])], {references: ['1.27']});
	const {output} = await runProgram([await writeArchive(context, ociLayout(image)), '--json']);
	assert.equal((JSON.parse(output) as Report).reference, '1.27');
});

test('--platform chooses, and one that is not there is not found', async context => {
	const layers = await Promise.all(['a', 'bb'].map(async content => buildLayer([{name: 'file', content}])));
	const images = layers.map((layer, index) => buildImage([layer], {references: [], architecture: ['amd64', 'arm64'][index]!}));
	const path = await writeArchive(context, await tarOf(ociLayout(...images)));
	const sizes = await Promise.all(['linux/amd64', 'linux/arm64'].map(async platform => {
		const {output} = await runProgram([path, '--platform', platform, '--json']);
		return (JSON.parse(output) as Report).size;
	}));
	assert.deepEqual(sizes, [1, 2]);
	assert.equal(await exitCodeOf([path, '--platform', 'linux/s390x']), 3);
	assert.equal(await exitCodeOf([path, '--platform', 'what']), 2);
});

test('a reader that goes away ends it quietly', async context => {
	const layer = await buildLayer(Array.from({length: 4000}, (_, number) => ({name: `a-directory-with-a-long-name/file-${number}`})));
	const path = await writeArchive(context, await tarOf(dockerArchive(buildImage([layer]))));
	const child = spawn(process.execPath, ['dist/cli.js', 'ls', path, '--recursive', '--json'], {stdio: ['ignore', 'pipe', 'pipe']});
	const errors = text(child.stderr);
	child.stdout.once('data', () => {
		child.stdout.destroy();
	});
	const code = await new Promise(resolve => {
		child.once('exit', resolve);
	});
	assert.equal(await errors, '');
	assert.equal(code, 0);
});

test('without an image the sample is shown, and why is said', async () => {
	const {code, output, errors} = await runProgram(['--json']);
	assert.equal(code, 0);
	assert.equal((JSON.parse(output) as Report).source, 'sample');
	assert.match(errors, /^This is the built-in sample\. There is no container engine/);
});
