import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {buffer} from 'node:stream/consumers';
import {test} from 'node:test';
import {pack, type Header} from 'tar-stream';
import {decodeXattrs} from '../../source/tar/xattrs.ts';
import {readContent, readTar, readTarBySeeking} from '../helpers/read-tar.ts';

const mtime = new Date(1_700_000_000_000);
const written: ReadonlyArray<readonly [Partial<Header> & {readonly name: string}, string]> = [
	[{
		name: 'directory/', type: 'directory', mode: 0o1777, uid: 1, gid: 2, mtime,
	}, ''],
	[{name: 'directory/file', mode: 0o4755, mtime}, 'content\n'],
	[{name: `${'long/'.repeat(60)}name`, mtime}, 'x'.repeat(1000)],
	[{name: 'größe/日本語', mtime}, 'unicode'],
	[{
		name: 'symlink', type: 'symlink', linkname: 't'.repeat(150), mtime,
	}, ''],
	[{
		name: 'hardlink', type: 'link', linkname: 'directory/file', mtime,
	}, ''],
	[{
		name: 'device', type: 'character-device', devmajor: 5, devminor: 1, mtime,
	}, ''],
	[{
		name: 'block', type: 'block-device', devmajor: 8, devminor: 300, mtime,
	}, ''],
	[{name: 'fifo', type: 'fifo', mtime}, ''],
	// More than six digits of an owner tar-stream can't write.
	[{
		name: 'owned', uid: 0o77_7777, gid: 0o12_3456, mtime,
	}, ''],
	[{name: 'attributes', mtime, pax: {'SCHILY.xattr.user.key': 'välue'}}, 'z'],
];

async function packed(): Promise<Uint8Array> {
	const stream = pack();
	for (const [headers, content] of written) {
		stream.entry(headers, content);
	}

	stream.finalize();
	return buffer(stream);
}

test('what tar-stream writes is read as it was meant', async () => {
	const tar = await packed();
	const {entries, problem, finished} = readTar(tar);
	assert.equal(problem, undefined);
	assert.equal(finished, true);
	assert.equal(entries.length, written.length);
	for (const [position, [headers, content]] of written.entries()) {
		const entry = entries[position]!;
		const type = headers.type ?? 'file';
		assert.equal(Buffer.from(entry.name).toString(), headers.name);
		assert.equal(Buffer.from(entry.target).toString(), headers.linkname ?? '');
		assert.equal(entry.type, type === 'link' ? 'hardlink' : type);
		assert.equal(entry.uid, headers.uid ?? 0);
		assert.equal(entry.gid, headers.gid ?? 0);
		assert.equal(entry.mtime, 1_700_000_000);
		assert.equal(entry.mode, headers.mode ?? entry.mode);
		assert.deepEqual([entry.major, entry.minor], [headers.devmajor ?? 0, headers.devminor ?? 0]);
		assert.equal(Buffer.from(readContent(tar, entry.offset)).toString(), content);
	}

	const [name, value] = decodeXattrs(entries.at(-1)!.xattrs)[0]!;
	assert.deepEqual([Buffer.from(name).toString(), Buffer.from(value).toString()], ['user.key', 'välue']);
	assert.deepEqual(readTarBySeeking(tar), readTar(tar));
});
