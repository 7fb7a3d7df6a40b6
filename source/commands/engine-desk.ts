import type {EngineDesk} from '../app/engine-desk.ts';
import type {LocalImage} from '../catalogue/local-image.ts';
import {connect} from '../engine/connection.ts';
import {getJson} from '../engine/get-json.ts';
import {inspectImage} from '../engine/inspect-image.ts';
import {pullImage} from '../engine/pull-image.ts';

/** The engine as the screen uses it; it is connected to when it is first asked for something. */
export function createEngineDesk(): EngineDesk {
	let connecting: ReturnType<typeof connect> | undefined;
	const connection = async () => connecting ??= connect();
	const nothing = async (): Promise<never> => {
		throw new Error('not yet');
	};

	return {
		location: () => 'somewhere',
		async * images(signal) {
			const engine = await connection();
			const answer = await getJson(engine, {path: '/images/json', signal}, 'x');
			const list = (answer.isFound ? answer.value : []) as any[];
			const images: LocalImage[] = list.map(item => ({
				id: item.Id, tags: (item.RepoTags ?? []).filter((t: string) => t !== '<none>:<none>'), repoDigests: [], platforms: [], created: item.Created, size: item.Size, unique: undefined, shared: undefined, diffIds: undefined, containers: [],
			}));
			yield {images, isComplete: false};
			const full = [];
			for (const image of images) {
				const inspected = await inspectImage(engine, image.id, undefined, signal);
				full.push({...image, diffIds: inspected!.document.diffIds, platforms: [inspected!.document.platform!]});
			}

			yield {images: full, isComplete: true};
		},
		async * changes(signal) {
			await new Promise(resolve => {
				signal.addEventListener('abort', resolve);
			});
		},
		platforms: nothing,
		async * pull({reference, platform}, signal) {
			yield * pullImage(await connection(), reference, platform, signal);
		},
		remove: nothing,
		async * save() {
			throw new Error('not yet');
		},
		async * load() {
			throw new Error('not yet');
		},
		tag: nothing,
		search: nothing,
		tagsOf: nothing,
	};
}
