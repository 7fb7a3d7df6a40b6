import {sha256} from '../helpers/image-builder.ts';
import {answerOf} from './doors/engine-door.ts';
import {evilImage, everything} from './evil-image.ts';
import {documentsOf} from './hostile-image.ts';
import {hostileStrings} from './hostile-texts.ts';
import {startServer, type GivenAnswer, type LoopbackServer} from './loopback-server.ts';

const image = evilImage();
const documents = documentsOf(image);
const id = sha256(documents.config);
const otherId = sha256(documents.manifest);
const json = (value: unknown, status = 200): GivenAnswer => ({status, body: JSON.stringify(value)});
const lines = (...values: readonly unknown[]): GivenAnswer => ({body: values.map(value => `${JSON.stringify(value)}\r\n`).join('')});

const rowOf = (imageId: string, tags: readonly string[]) => ({
	Id: imageId, ParentId: '', RepoTags: tags, RepoDigests: [`${everything}@${id}`], Created: 1_714_564_800, Size: 1_000_000, SharedSize: -1, Labels: {}, Containers: -1,
});

const pulled = [
	{status: 'Pulling from evil', id: everything},
	...hostileStrings.map(text => ({
		status: 'Downloading', id: text, progress: text, progressDetail: {current: 1, total: 2},
	})),
	...hostileStrings.map(text => ({status: text, id: text})),
];

const fixed: Readonly<Record<string, GivenAnswer>> = {
	'GET /images/json': json([rowOf(id, ['evil:1', ...hostileStrings]), rowOf(otherId, ['bad:1'])]),
	'GET /containers/json': json(hostileStrings.map((text, at) => ({
		Id: at.toString(16).padStart(64, '0'), ImageID: id, Names: [`/${text}`], Image: text, State: text, Status: text, Command: text,
	}))),
	'GET /images/search': json(hostileStrings.map(text => ({
		name: text, description: text, star_count: 1, is_official: true,
	}))),
	'POST /images/create': lines(...pulled, {errorDetail: {message: everything}, error: everything}),
	'POST /images/load': lines({stream: `Loaded image: ${everything}\n`}, {errorDetail: {message: everything}, error: everything}),
	'DELETE /images/evil:1': json([{Untagged: everything}, {Deleted: everything}]),
	'DELETE /images/bad:1': json({message: everything}, 409),
	'GET /info': json({Driver: everything, DockerRootDir: `/${everything}`, ServerVersion: everything}),
};

/** An engine that says a hostile text wherever it can say one. It holds `evil:1`, which it knows all of, and `bad:1`, which it refuses to tell of. */
export async function startEvilEngine(): Promise<LoopbackServer> {
	return startServer((url, {method}, response) => {
		const path = decodeURIComponent(url.replace(/^\/v1\.\d+/, '').replace(/\?.*$/, ''));
		if (path === '/_ping') {
			return {headers: {'Api-Version': '1.41'}};
		}

		if (path === '/events') {
			// It goes on until whoever listens has enough.
			response.writeHead(200).flushHeaders();
			return 'answered';
		}

		const [, name, rest] = /^\/images\/(evil:1|sha256:[\da-f]+)(\/\w+)$/.exec(path) ?? [];
		const isHeld = name === 'evil:1' || name === id;
		return fixed[`${method} ${path}`] ?? (isHeld ? answerOf({image, documents, id}, rest!) : json({message: everything}, 500));
	});
}
