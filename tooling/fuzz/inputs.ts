import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {
	base256, file, gnuLong, header, magics, pax, tar,
} from '../../test/helpers/tar-bytes.ts';

/** What cases are made of: whole tars, and values of each kind of JSON. */
export type Inputs = {
	readonly tars: readonly Uint8Array[];
	/** Configs, manifests and indexes. */
	readonly documents: readonly unknown[];
	/** Lines that engines sent. */
	readonly lines: readonly unknown[];
};

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const fixtures = new URL('../../test/fixtures/', import.meta.url);
// What is larger takes long for nothing: changes are few.
const largest = 64 * 1024;
const linesOfAStream = 12;

const ownTars: readonly Uint8Array[] = [
	tar(
		header({name: 'etc/', typeflag: '5'}),
		file('etc/passwd', 'root'),
		header({name: 'etc/link', typeflag: '2', target: 'passwd'}),
		header({name: 'etc/hard', typeflag: '1', target: 'etc/passwd'}),
	),
	tar(pax({path: 'a/long/path', mtime: '1700000000.5', 'SCHILY.xattr.user.a': 'b'}), file('short', 'x'.repeat(700)), pax({comment: 'all'}, 'g'), file('last', 'y')),
	tar(gnuLong('d/'.repeat(80) + 'name'), gnuLong('t'.repeat(150), 'K'), header({
		name: 'd', typeflag: '2', target: 't', magic: magics.gnu,
	}), file('after', 'z', {magic: magics.gnu})),
	tar(file('.wh.gone'), file('dir/.wh..wh..opq'), header({
		name: 'dir/dev', typeflag: '3', major: 1, minor: 3,
	}), file('big', '', {size: base256(0n, 12)})),
	tar(pax({
		'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'sparse', 'GNU.sparse.realsize': '2048',
	}), file('GNUSparseFile.0/sparse', `1\n1024\n4\n${'\0'.repeat(503)}data`)),
	tar(pax({'GNU.sparse.size': '2048', 'GNU.sparse.numblocks': '1', 'GNU.sparse.map': '0,4'}), file('sparse', 'data')),
];

const ownConfig = {
	architecture: 'amd64',
	os: 'linux',
	created: '2024-01-02T03:04:05.678Z',
	author: 'a',
	config: {
		Env: ['PATH=/bin'], Cmd: ['sh'], Entrypoint: null, Labels: {a: 'b'}, ExposedPorts: {'80/tcp': {}}, Volumes: {'/data': {}}, User: '1', WorkingDir: '/',
	},
	history: [{created_by: 'ADD file /', created: '2024-01-02T03:04:05Z'}, {created_by: 'ENV a=b', empty_layer: true}],
	rootfs: {type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`]},
};

/** The project's own inputs, and those of the corpus where it lies beside the project; they are read there, and never copied. */
export function readInputs(): Inputs {
	const filesIn = (folder: URL, ending: string) => existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(ending)).toSorted().map(name => new URL(name, folder)) : [];
	const tars = filesIn(new URL('tar/', corpus), '.tar').map(name => new Uint8Array(readFileSync(name)));
	const documents = filesIn(new URL('layouts/image-spec-examples/', corpus), '.json').map(name => JSON.parse(readFileSync(name, 'utf8')) as unknown);
	const streams = filesIn(new URL('pull-streams/', fixtures), '.ndjson').map(name => readFileSync(name, 'utf8').split('\n').filter(line => line.trim() !== ''));
	return {
		tars: [...ownTars, ...tars.filter(({length}) => length > 0 && length <= largest)],
		documents: [ownConfig, ...documents],
		lines: streams.flatMap(lines => lines.slice(0, linesOfAStream).map(line => JSON.parse(line) as unknown)),
	};
}
