const {Segmenter} = Intl;

/** Stands in for `Intl.Segmenter` in the bundle: five modules make one while they are loaded, and the first takes 25 ms. */
export class LazySegmenter {
	#options;
	#segmenter;

	constructor(...options) {
		this.#options = options;
	}

	segment(text) {
		this.#segmenter ??= new Segmenter(...this.#options);
		return this.#segmenter.segment(text);
	}
}
