import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {Readable} from 'node:stream';
import {test, type TestContext} from 'node:test';
import {gzipSync} from 'node:zlib';
import {UnpackingLimitError} from '../../source/errors.ts';
import {readingLimits, unpackingAll, type ReadingLimits} from '../../source/image/reading-limits.ts';
import type {
	ContentEvent, ContentPiece, ImageSource, SourceEvent,
} from '../../source/sources/image-source.ts';
import {openSource} from '../../source/sources/open-source.ts';
import {parseSourceSpec} from '../../source/sources/source-spec.ts';
import {createStreamSource} from '../../source/sources/stream-source.ts';
import {
	buildImage, buildLayer, layerOfTar, type BuiltLayer,
} from '../helpers/image-builder.ts';
import {dockerArchive, ociLayout, tarOf} from '../helpers/image-builder-archives.ts';
import {contentOf, eventsOf, writeArchive} from '../helpers/open-image.ts';
import {
	concat, file, header, tar,
} from '../helpers/tar-bytes.ts';

const MiB = 1024 * 1024;
const limits = {...readingLimits, unpacked: {bytes: MiB, ratio: 100}};
const never = new AbortController().signal;
const size = 8 * MiB;
const plain = concat(file('a', 'a'), header({name: 'zeros', size}), new Uint8Array(size), tar(file('behind', 'x')));

const bomb = (): BuiltLayer => layerOfTar(plain, 'gzip');
const imageOf = async () => buildImage([bomb(), await buildLayer([{name: 'b', content: 'b'}])]);

async function openWithin(context: TestContext, argument: string, within: ReadingLimits = limits): Promise<ImageSource> {
	const source = await openSource(parseSourceSpec(argument), {
		selection: {platform: undefined, image: undefined}, pull: 'never', spool: false, verify: false, limits: within,
	});
	context.after(async () => source.close());
	return source;
}

const layersOf = (events: readonly SourceEvent[]) => events.filter(event => event.type === 'layer').toSorted((one, other) => one.layer - other.layer);

async function bytesUntilFailure(pieces: AsyncIterable<ContentEvent | ContentPiece>) {
	let length = 0;
	try {
		for await (const piece of pieces) {
			length += 'bytes' in piece ? piece.bytes.length : 0;
		}
	} catch (error) {
		return {length, error};
	}

	return {length, error: undefined};
}

test('the other layers stay, and a layer that wasn\'t unpacked to its end isn\'t taken for one of another digest', async context => {
	const source = await openWithin(context, await writeArchive(context, ociLayout(await imageOf())));
	const events = await eventsOf(source);
	const [stopped, sound] = layersOf(events);
	assert.ok(stopped?.failure instanceof UnpackingLimitError);
	assert.deepEqual([stopped.failure.layer, stopped.verification, stopped.index.count], [0, 'not-verified', 2]);
	assert.deepEqual([sound?.failure, sound?.index.count], [undefined, 1]);
	assert.deepEqual(events.filter(({type}) => type === 'warning').map(event => event.type === 'warning' && event.warning.code), ['layer-unreadable']);
	assert.ok(!events.some(event => event.type === 'verification' && event.layer === 0));
});

test('with all of it wanted the same image is read to its end', async context => {
	const source = await openWithin(context, await writeArchive(context, ociLayout(await imageOf())), unpackingAll);
	const [whole] = layersOf(await eventsOf(source));
	assert.deepEqual([whole?.failure, whole?.verification, whole?.index.count], [undefined, 'verified', 3]);
});

test('contents are unpacked as far as their layer was: one that ends there is given, of one that goes on only its beginning', async context => {
	const source = await openWithin(context, await writeArchive(context, ociLayout(await imageOf())));
	const [stopped] = layersOf(await eventsOf(source));
	const [small, zeros] = stopped!.index.offsets;
	assert.equal(await contentOf(source, 0, small!), 'a');
	const request = {layer: 0, offset: zeros!};
	for (const pieces of [source.content(request, never), source.contents!([request], never)]) {
		const {length, error} = await bytesUntilFailure(pieces);
		assert.equal((error as Error | undefined)?.name, 'UnpackingLimitError');
		assert.ok(length <= MiB, `${length}`);
	}

	const all = await openWithin(context, source.location, unpackingAll);
	await eventsOf(all);
	const {length} = await bytesUntilFailure(all.content(request, never));
	assert.equal(length, size);
});

test('an archive that is packed as a whole is stopped too: what came of it is told, and the layers that it lacks say so', async context => {
	const whole = buildImage([await buildLayer([{name: 'b', content: 'b'}]), layerOfTar(plain), await buildLayer([{name: 'c', content: 'c'}])]);
	const files = dockerArchive(whole);
	const isDocument = ({name}: {readonly name: string}) => name.endsWith('.json');
	const packed = gzipSync(await tarOf([...files.filter(file => isDocument(file)), ...files.filter(file => !isDocument(file))]));
	const source = await openWithin(context, await writeArchive(context, packed, 'image.tar.gz'));
	const told = layersOf(await eventsOf(source));
	assert.deepEqual(told.map(({failure}) => failure instanceof UnpackingLimitError), [false, true, true]);
	const [, stopped, unreached] = told.map(({failure}) => failure as UnpackingLimitError);
	assert.match(unreached!.message, /^Layer 2 lies behind what was read of the archive/);
	assert.equal(stopped!.unpacked, unreached!.unpacked);
	const {length, error} = await bytesUntilFailure(source.content({layer: 1, offset: told[1]!.index.offsets[1]!}, never));
	assert.equal((error as Error | undefined)?.name, 'UnpackingLimitError');
	assert.ok(length <= MiB, `${length}`);
});

test('where the documents come behind, the archive itself is the error, also for whoever lists what it holds', async context => {
	const packed = gzipSync(await tarOf(dockerArchive(buildImage([layerOfTar(plain)])).toSorted(({name}) => name.endsWith('.json') ? 1 : -1)));
	const source = await openWithin(context, await writeArchive(context, packed, 'image.tar.gz'));
	const expected = {name: 'UnpackingLimitError', message: /image\.tar\.gz unpacks to more than 1 MiB/};
	await assert.rejects(eventsOf(source), expected);
	await assert.rejects(async () => {
		for await (const _choices of source.choices!(never)) {
			// It holds none that are known.
		}
	}, expected);
});

test('standard input says that it comes only once, a file doesn\'t', async context => {
	const archive = await tarOf(ociLayout(await imageOf()));
	const piped = createStreamSource({
		kind: 'stdin', location: 'standard input', selection: {platform: undefined, image: undefined}, canReopen: false, limits, open: () => Readable.from([Buffer.from(archive)]),
	});
	context.after(async () => piped.close());
	assert.equal(piped.comesOnce, true);
	assert.ok(layersOf(await eventsOf(piped))[0]!.failure instanceof UnpackingLimitError);
	const packed = await openWithin(context, await writeArchive(context, gzipSync(archive), 'image.tar.gz'));
	assert.equal(packed.comesOnce, undefined);
});

test('a file system that begins with zeros alone is stopped by its own name', async context => {
	const packed = await writeArchive(context, gzipSync(new Uint8Array(size)), 'zeros.tar.gz');
	const source = await openWithin(context, `rootfs:${packed}`);
	await assert.rejects(eventsOf(source), {name: 'UnpackingLimitError', message: /zeros\.tar\.gz unpacks to more than 1 MiB/});
});
