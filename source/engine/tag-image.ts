import {LayerscopeError} from '../errors.ts';
import {parseReference} from '../image/reference.ts';
import {refusalOf} from './answer.ts';
import type {EngineConnection} from './connection.ts';
import {exchange, refused} from './get-json.ts';
import {checkImageName, imagePath} from './image-name.ts';

/**
Gives an image one more name; `latest` where the target has no tag. A name that another image has moves to this one, as everywhere.
Throws a usage error for what is no name, `not-found` where there is no such image.
*/
export async function tagImage(connection: EngineConnection, source: string, target: string, signal: AbortSignal): Promise<void> {
	checkImageName(source);
	const {registry, repository, tag, digest} = parseReference(target);
	if (digest !== undefined || tag === undefined) {
		throw new LayerscopeError('usage', `'${target}' has a digest, which no name can be given.`, {advice: 'Write it as [registry/]repository[:tag].'});
	}

	const purpose = `while ${source} was tagged`;
	const {statusCode, body} = await exchange(connection, {
		method: 'POST', path: imagePath(source, 'tag'), query: {repo: `${registry}/${repository}`, tag}, signal,
	}, purpose);
	if (statusCode === 404) {
		throw new LayerscopeError('not-found', `There is no image ${source} here.`, {advice: 'See `layerscope images` for those that are, or pull it first.'});
	}

	if (statusCode !== 201) {
		throw refused(refusalOf(body), statusCode, purpose);
	}
}
