import type {LayerCache} from './layer-cache.ts';

/** A cache that is made when it is first asked for something: most images come from where none is needed. */
export function createLateCache(make: () => Promise<LayerCache>): LayerCache {
	let made: Promise<LayerCache> | undefined;
	const withCache = async <Result>(work: (cache: LayerCache) => Result | Promise<Result>): Promise<Result> => {
		made ??= make();
		return work(await made);
	};

	return {
		layer: async (...given) => withCache(async cache => cache.layer(...given)),
		keepLayer(...given) {
			void withCache(cache => {
				cache.keepLayer(...given);
			});
		},
		image: async (...given) => withCache(async cache => cache.image(...given)),
		keepImage(...given) {
			void withCache(cache => {
				cache.keepImage(...given);
			});
		},
		async settle() {
			if (made !== undefined) {
				await withCache(async cache => cache.settle());
			}
		},
	};
}
