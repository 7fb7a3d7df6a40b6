/** Writes 1 into `found` for those nodes from `start` on and below `end` of which the answer is yes. */
export type Look = (start: number, end: number, found: Uint8Array) => void;

/** What is known so far. */
export type Answered = {
	/** By node, 1 for yes; 0 means no only in a block that is known. */
	readonly found: Uint8Array;
	readonly isKnown: Uint8Array;
};

const blockBits = 12;
const perBlock = 1 << blockBits;

/**
Answers a question of nodes by blocks, each when one of it is first asked for: a screen needs few of a million,
and what has one folder mostly has numbers side by side. Of nodes that come later the answer is no.
*/
export class NodeAnswers {
	/** Without the way to find out more, so that who keeps it keeps nothing else. */
	readonly answered: Answered;
	readonly #nodeCount: number;
	readonly #look: Look;

	constructor(nodeCount: number, look: Look) {
		this.answered = {found: new Uint8Array(nodeCount), isKnown: new Uint8Array(Math.ceil(nodeCount / perBlock))};
		this.#nodeCount = nodeCount;
		this.#look = look;
	}

	has(node: number): boolean {
		const {found, isKnown} = this.answered;
		const block = node >> blockBits;
		if (isKnown[block] === 0) {
			// Before it looks, since a path is found by asking of its folder, which may be in the same block.
			isKnown[block] = 1;
			this.#look(block << blockBits, Math.min(this.#nodeCount, (block + 1) << blockBits), found);
		}

		return found[node] === 1;
	}
}

/** By node, 1 for yes and 0 for no, in the block that a node is in; `undefined` where nobody asked of any of that block. */
export function answeredAround({found, isKnown}: Answered, node: number): Uint8Array | undefined {
	return isKnown[node >> blockBits] === 1 ? found : undefined;
}

/** Answers of nodes below a number, each looked for by itself. */
export function answerEach(nodeCount: number, test: (node: number) => boolean): NodeAnswers {
	return new NodeAnswers(nodeCount, (start, end, found) => {
		for (let node = start; node < end; node++) {
			found[node] = test(node) ? 1 : 0;
		}
	});
}
