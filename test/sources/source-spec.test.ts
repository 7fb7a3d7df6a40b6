import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LayerscopeError} from '../../source/errors.ts';
import {parseSourceSpec, type SourceSpec} from '../../source/sources/source-spec.ts';

const docker = (reference: string): SourceSpec => ({kind: 'docker', reference});
const plain = (reference: string): SourceSpec => ({kind: 'docker', reference, isPlain: true});
const registry = (reference: string): SourceSpec => ({kind: 'registry', reference});
const path = (file: string): SourceSpec => ({kind: 'path', path: file});

const specs: ReadonlyArray<readonly [argument: string, spec: SourceSpec]> = [
	['nginx', plain('nginx')],
	['nginx:1.27', plain('nginx:1.27')],
	['me/app', plain('me/app')],
	['docker:dind', plain('docker:dind')],
	['docker', plain('docker')],
	['registry:2', plain('registry:2')],
	['docker:nginx:1.27', docker('nginx:1.27')],
	['docker:me/app', docker('me/app')],
	['docker:nginx@sha256:abc', docker('nginx@sha256:abc')],
	['docker://dind', docker('dind')],
	['registry', plain('registry')],
	['registry:nginx:1.27', registry('nginx:1.27')],
	['registry:ghcr.io/me/app', registry('ghcr.io/me/app')],
	['registry://nginx', registry('nginx')],
	['./x', path('./x')],
	['../x', path('../x')],
	['/x', path('/x')],
	['~/x', path('~/x')],
	['.', path('.')],
	['..', path('..')],
	['~', path('~')],
	['image.tar', path('image.tar')],
	['image.tar.gz', path('image.tar.gz')],
	['image.tgz', path('image.tgz')],
	['some/image.tar.zst', path('some/image.tar.zst')],
	['container:web', {kind: 'container', name: 'web'}],
	['container:/web_1.a-b', {kind: 'container', name: 'web_1.a-b'}],
	['container:latest', {kind: 'container', name: 'latest'}],
	['docker://container:latest', docker('container:latest')],
	['container', plain('container')],
	['-', {kind: 'stdin'}],
	['archive:x', {kind: 'archive', path: 'x'}],
	['archive:docker:x', {kind: 'archive', path: 'docker:x'}],
	['rootfs:x.tar', {kind: 'rootfs', path: 'x.tar'}],
	['oci:dir', {kind: 'oci', directory: 'dir', tag: undefined}],
	['oci:dir:1.0', {kind: 'oci', directory: 'dir', tag: '1.0'}],
	['oci:a:b/dir', {kind: 'oci', directory: 'a:b/dir', tag: undefined}],
	['oci:/a/b:latest', {kind: 'oci', directory: '/a/b', tag: 'latest'}],
	['oci:dir:', {kind: 'oci', directory: 'dir', tag: undefined}],
];

for (const [argument, spec] of specs) {
	test(`'${argument}' is ${JSON.stringify(spec)}`, () => {
		assert.deepEqual(parseSourceSpec(argument), spec);
	});
}

for (const argument of ['', ' ', 'archive:', 'oci:', 'rootfs:', 'docker://', 'container:', 'container:/', 'container:a/b', 'container:-a', 'container:a b', 'container:..']) {
	test(`'${argument}' names nothing`, () => {
		assert.throws(() => parseSourceSpec(argument), (error: unknown) => error instanceof LayerscopeError && error.kind === 'usage' && error.advice !== undefined);
	});
}
