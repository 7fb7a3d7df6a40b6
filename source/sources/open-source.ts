import {LayerscopeError} from '../errors.ts';
import {openArchiveSource} from './archive-source.ts';
import {checkPath, expandHome} from './check-path.ts';
import type {ImageSource} from './image-source.ts';
import {withKnownContents} from './known-contents.ts';
import {openLayoutSource} from './oci-source.ts';
import type {OpenOptions} from './open-options.ts';
import type {SourceSpec} from './source-spec.ts';

export type {OpenOptions} from './open-options.ts';

/**
Opens what the IMAGE argument named. A file or a layout is looked into at once; an engine or a stream when it is read.
Throws a `LayerscopeError`, and a `ChoiceNeededError` where there are several images (streams throw that from `read`).
*/
export async function openSource(spec: SourceSpec, options: OpenOptions): Promise<ImageSource> {
	return withKnownContents(await open(spec, options));
}

async function open(spec: SourceSpec, options: OpenOptions): Promise<ImageSource> {
	switch (spec.kind) {
		case 'docker': {
			const {openEngineOrRegistry} = await import('./engine-or-registry.ts');
			return openEngineOrRegistry(spec, options);
		}

		case 'registry': {
			const {openRegistrySource} = await import('./registry/registry-source.ts');
			return openRegistrySource(spec.reference, options);
		}

		case 'container': {
			const {openContainerSource} = await import('./container-source.ts');
			return openContainerSource(spec.name, options);
		}

		case 'stdin': {
			const {openStdinSource} = await import('./stdin-source.ts');
			return openStdinSource(options);
		}

		case 'sample': {
			const {openSampleSource} = await import('./sample-source.ts');
			return openSampleSource(options);
		}

		case 'archive':
		case 'oci':
		case 'path':
		case 'rootfs': {
			return openPath(spec, options);
		}
	}
}

type PathSpec = Exclude<SourceSpec, {kind: 'docker' | 'registry' | 'container' | 'stdin' | 'sample'}>;

async function openPath(spec: PathSpec, options: OpenOptions): Promise<ImageSource> {
	const path = expandHome(spec.kind === 'oci' ? spec.directory : spec.path);
	const found = await checkPath(path);
	if (spec.kind === 'oci') {
		if (found === 'file') {
			throw new LayerscopeError('usage', `${path} is a file, not the directory of an OCI layout.`, {advice: `Open it as archive:${path}`});
		}

		return openLayoutSource(path, spec.tag, options);
	}

	if (found === 'directory') {
		if (spec.kind === 'path') {
			return openLayoutSource(path, undefined, options);
		}

		throw new LayerscopeError('usage', `${path} is a directory, not a file.`, {advice: `If it is an OCI layout, open it as oci:${path}`});
	}

	if (spec.kind === 'rootfs') {
		const {openRootfsSource} = await import('./rootfs-source.ts');
		return openRootfsSource(path, options);
	}

	return openArchiveSource(path, options);
}
