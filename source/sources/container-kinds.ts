import {entryName, entryType, type LayerIndex} from '../image/layer-index.ts';
import type {ContainerTree} from '../image/container-layer.ts';

/** Finds the changes whose kind has to be asked: where an image has a directory, it decides what becomes of all that is in there. */
export type KindQuestions = {
	/** To be told each layer of the image, in any order. */
	readonly look: (index: LayerIndex) => void;
	/** The paths to ask about, at the end. */
	readonly paths: () => readonly string[];
};

/**
Watches the image's layers for directories that a container is said to have changed, though nothing in them was. They may have got another mode,
or been replaced by a file. With `isRemovalUnsure` also for those that it removed: Podman says so of directories that were made anew.
*/
export function findKindQuestions(tree: ContainerTree, isRemovalUnsure: boolean): KindQuestions {
	const doubtful = new Set([...tree].filter(([, {kind, isParent}]) => !isParent && (kind === 'changed' || (kind === 'removed' && isRemovalUnsure))).map(([path]) => path));
	const questions = new Set<string>();
	const decoder = new TextDecoder();
	const take = (path: string) => {
		if (doubtful.has(path)) {
			questions.add(path);
		}
	};

	return {
		look(index) {
			for (let entry = 0; doubtful.size > 0 && entry < index.count; entry++) {
				const path = cleaned(decoder.decode(entryName(index, entry)));
				take(path.slice(0, path.lastIndexOf('/')));
				if (entryType(index, entry) === 'directory') {
					take(path);
				}
			}
		},
		paths: () => [...questions],
	};
}

function cleaned(name: string): string {
	return `/${name.replace(/^(?:\.?\/+)+/, '').replace(/\/+$/, '')}`;
}
