import {documentLimit, documentsLimit, documentTooLarge} from './file-set.ts';

/** Documents of an archive that streams past: nobody knows yet which will be wanted. */
export type KeptDocuments = {
	readonly keep: (name: string, size: number, body: AsyncIterable<Uint8Array>) => Promise<void>;
	/** Throws a `LayerscopeError` where the document was there but over the limits. */
	readonly get: (name: string) => Uint8Array | undefined;
};

/** Keeps documents up to the limits. The largest go first when all together are too many: those are bills of materials, not manifests. */
export function createKeptDocuments(): KeptDocuments {
	const kept = new Map<string, Uint8Array>();
	const dropped = new Map<string, number>();
	const state = {total: 0};
	const drop = (name: string, size: number) => {
		state.total -= kept.get(name)?.length ?? 0;
		kept.delete(name);
		dropped.set(name, size);
	};

	const isTooMuch = () => state.total > documentsLimit;
	return {
		async keep(name, size, body) {
			const bytes = new Uint8Array(size > documentLimit ? 0 : size);
			let position = 0;
			for await (const chunk of body) {
				bytes.set(chunk.subarray(0, Math.max(0, bytes.length - position)), Math.min(position, bytes.length));
				position += chunk.length;
			}

			drop(name, size);
			if (size > documentLimit) {
				return;
			}

			dropped.delete(name);
			kept.set(name, bytes);
			state.total += size;
			while (isTooMuch()) {
				const [largest, {length}] = [...kept].reduce((a, b) => a[1].length >= b[1].length ? a : b);
				drop(largest, length);
			}
		},
		get(name) {
			const size = dropped.get(name);
			if (size !== undefined) {
				throw documentTooLarge(name, size);
			}

			return kept.get(name);
		},
	};
}
