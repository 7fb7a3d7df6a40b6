import type {Lifetimes} from './lifetimes.ts';

// What is known of a folder.
const unknown = 0;
const nothing = 1;
const something = 2;

/**
Tells of folders whether anything in them, at any depth, passes a test. It looks no further than to the first that does,
and never twice at the same folder: a screen asks of few, and what is often found is found soon.
*/
export function searchBelow(lifetimes: Lifetimes, passes: (node: number) => boolean): (folder: number) => boolean {
	const marks = new Uint8Array(lifetimes.nodeCount);
	return folder => {
		const mark = marks[folder]!;
		return mark === something || (mark !== nothing && lifetimes.firstChildren[folder] !== -1 && look(lifetimes, folder, marks, passes));
	};
}

/** Goes down and up by the columns alone, since folders may lie in each other deeper than calls can. */
function look({parents, firstChildren, nextSiblings}: Lifetimes, folder: number, marks: Uint8Array, passes: (node: number) => boolean): boolean {
	let inner = folder;
	let child = firstChildren[folder]!;
	while (child !== -1 || inner !== folder) {
		if (child === -1) {
			marks[inner] = nothing;
			child = nextSiblings[inner]!;
			inner = parents[inner]!;
		} else if (marks[child] === something || passes(child)) {
			markUpwards(parents, inner, marks);
			return true;
		} else if (marks[child] === unknown && firstChildren[child] !== -1) {
			inner = child;
			child = firstChildren[child]!;
		} else {
			child = nextSiblings[child]!;
		}
	}

	marks[folder] = nothing;
	return false;
}

function markUpwards(parents: Int32Array, folder: number, marks: Uint8Array): void {
	for (let at = folder; at !== -1 && marks[at] !== something; at = parents[at]!) {
		marks[at] = something;
	}
}
