import assert from 'node:assert/strict';
import {test} from 'node:test';
import {buildImage, buildLayer, sha256} from '../helpers/image-builder.ts';
import {kanikoArchive} from '../helpers/image-builder-archives.ts';
import {writeArchive} from '../helpers/open-image.ts';
import {runProgram} from '../helpers/run-program.ts';
import {shopArchive} from '../helpers/shop-image.ts';

type Row = Readonly<Record<string, unknown>>;

test('the merged tree is listed, up to a layer, links in the path followed', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const namesOf = async (...arguments_: string[]) => {
		const {code, output, errors} = await runProgram(['ls', archive, ...arguments_, '--json']);
		assert.deepEqual([code, errors], [0, '']);
		return (JSON.parse(output) as Row[]).map(row => row.path);
	};

	assert.deepEqual(await namesOf('/etc'), ['/etc/passwd']);
	assert.deepEqual(await namesOf('etc', '--layer', '0'), ['/etc/old', '/etc/passwd']);
	assert.deepEqual(await namesOf('/bin'), ['alias', 'alias-twin', 'empty', 'lost', 'tool', 'twin'].map(name => `/usr/bin/${name}`));
	assert.deepEqual(await namesOf('/accounts'), ['/etc/passwd']);
	assert.deepEqual(await namesOf('/bin/../../../etc/./passwd'), ['/etc/passwd']);
	const all = await namesOf('--recursive');
	assert.equal(all.length, 18);
});

test('a path that leads nowhere is not found, and says where the way ends', async context => {
	const archive = await writeArchive(context, await shopArchive());
	for (const [path, sentence] of [
		['/etc/old', /There is no \/etc\/old in the image after layer 1/],
		['/nope/x', /There is no \/nope in/],
		['/etc/passwd/x', /\/etc\/passwd/],
		['/loop', /round in circles at \/loop/],
	] as const) {
		const {code, output, errors} = await runProgram(['ls', archive, path]);
		assert.equal(code, 3, path);
		assert.equal(output, '');
		assert.match(errors, sentence);
	}

	const tooHigh = await runProgram(['ls', archive, '--layer', '2']);
	assert.equal(tooHigh.code, 2);
	assert.match(tooHigh.errors, /There is no layer 2\. The layers are 0 to 1\./);
});

test('as text a hostile name is harmless', async context => {
	const {output} = await runProgram(['ls', await writeArchive(context, await shopArchive())]);
	assert.ok(output.includes(String.raw`/naïve\x1b[31m`));
	assert.doesNotMatch(output.replaceAll('\n', ''), /\p{Cc}/u);
});

test('the entries of a layer are listed as stored', async context => {
	const archive = await writeArchive(context, await shopArchive());
	const {code, output} = await runProgram(['entries', archive, '--layer', '1', '--json']);
	assert.equal(code, 0);
	assert.deepEqual((JSON.parse(output) as Row[]).map(row => row.name), ['etc/.wh.old', 'etc/passwd']);
	const asText = await runProgram(['entries', archive, '--layer', '0']);
	assert.match(asText.output, /^-rwsr-xr-x 7:8 +7 1970-01-01 00:16 usr\/bin\/tool$/m);
	assert.match(asText.output, /usr\/bin\/twin => usr\/bin\/tool$/m);
});

test('content that is not what its digest names is listed, and an error says that', async context => {
	const [image, other] = await Promise.all([buildLayer([{name: 'a'}], 'gzip'), buildLayer([{name: 'b'}], 'gzip')]);
	const files = kanikoArchive(buildImage([image])).map(file => file.name.startsWith(sha256(image.blob).slice(7)) ? {...file, content: other.blob} : file);
	const archive = await writeArchive(context, files);
	for (const arguments_ of [['ls', archive], ['entries', archive, '--layer', '0'], ['cat', archive, '/b'], ['extract', archive, '/b']]) {
		const {code, errors} = await runProgram(arguments_);
		assert.equal(code, 4);
		assert.match(errors, /^The tar of layer 0 has the digest sha256:.* as named: it was changed\.$/m);
		assert.match(errors, /^The blob of layer 0 has the digest/m);
	}
});

test('what is not found in an image that was read in part may be in the rest of it', async context => {
	const layers = await Promise.all(['a', 'b'].map(async name => buildLayer([{name}], 'gzip')));
	const files = kanikoArchive(buildImage(layers)).filter(({name}) => !name.startsWith(sha256(layers[1]!.blob).slice(7)));
	const archive = await writeArchive(context, files);
	const {code, errors} = await runProgram(['cat', archive, '/b']);
	assert.equal(code, 4);
	assert.match(errors, /^Layer 1 .* is missing in /m);
	assert.match(errors, /^layerscope: There is no \/b in the image after layer 1\. It may be in what can't be read of the image\.$/m);
});
