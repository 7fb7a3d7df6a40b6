import type {LayerscopeError} from '../../errors.ts';
import {asLayerscopeError} from '../as-layerscope-error.ts';
import type {EngineDesk} from '../engine-desk.ts';
import {createThrottle, progressPause, type Throttle} from '../throttle.ts';
import type {Progress} from '../../progress/progress.ts';
import type {DeskEffect} from './desk-effect.ts';
import type {DeskMessage} from './desk-messages.ts';
import type {JobWish} from './job.ts';

/** Runs what the screens want of an engine, and sends what comes of it as messages. */
export type DeskEffects = {
	readonly run: (effect: DeskEffect) => void;
	/** Ends everything that is under way, and waits until nothing of it is left behind. */
	readonly close: () => Promise<void>;
};

const askedAtOnce = 4;

type Dispatch = (message: DeskMessage) => void;

/** Makes the effects of a desk, which is made when it is first asked for something. */
export function createDeskEffects(desk: () => Promise<EngineDesk>, dispatch: Dispatch): DeskEffects {
	return new DeskRunner(desk, dispatch);
}

class DeskRunner implements DeskEffects {
	readonly #makeDesk: () => Promise<EngineDesk>;
	readonly #dispatch: Dispatch;
	readonly #closing = new AbortController();
	readonly #jobs = new Map<number, AbortController>();
	readonly #works = new Set<Promise<void>>();
	#watch: AbortController | undefined;
	#made: Promise<EngineDesk> | undefined;

	constructor(makeDesk: () => Promise<EngineDesk>, dispatch: Dispatch) {
		this.#makeDesk = makeDesk;
		this.#dispatch = dispatch;
	}

	run(effect: DeskEffect): void {
		const {signal} = this.#closing;
		switch (effect.type) {
			case 'desk-watch': {
				void this.#watchImages();
				break;
			}

			case 'desk-start': {
				this.#keep(this.#work(effect.job, effect.wish));
				break;
			}

			case 'desk-cancel': {
				this.#jobs.get(effect.job)?.abort();
				break;
			}

			case 'desk-remove': {
				void this.#ask(async desk => ({type: 'desk-removed', removed: await desk.remove(effect.wish, signal)}), error => ({type: 'desk-remove-failed', error}));
				break;
			}

			case 'desk-tag': {
				const {source, target} = effect;
				void this.#ask(async desk => {
					await desk.tag(source, target, signal);
					return {type: 'desk-tagged', source, target};
				}, error => ({type: 'desk-tag-failed', error}));
				break;
			}

			case 'desk-search': {
				const {term} = effect;
				void this.#ask(async desk => ({type: 'desk-found', term, found: await desk.search(term, signal)}), error => ({type: 'desk-search-failed', term, error}));
				break;
			}

			case 'desk-resolve': {
				void this.#resolve(effect.references);
				break;
			}

			case 'desk-list-tags': {
				const {repository} = effect;
				void this.#ask(async desk => ({type: 'desk-tags', repository, tags: await desk.tagsOf(repository, signal)}), error => ({type: 'desk-tags-failed', repository, error}));
				break;
			}

			case 'desk-list-platforms': {
				const {reference} = effect;
				void this.#ask(async desk => ({
					type: 'desk-platforms', reference, platforms: await desk.platforms(reference, signal),
				}), error => ({type: 'desk-platforms-failed', reference, error}));
				break;
			}
		}
	}

	async close(): Promise<void> {
		this.#closing.abort();
		await Promise.all(this.#works);
	}

	/** Remembers a work until it has ended; it never fails. */
	#keep(work: Promise<void>): void {
		this.#works.add(work);
		void work.then(() => this.#works.delete(work));
	}

	async #desk(): Promise<EngineDesk> {
		this.#made ??= this.#makeDesk();
		return this.#made;
	}

	async #ask(work: (desk: EngineDesk) => Promise<DeskMessage>, failed: (error: LayerscopeError) => DeskMessage): Promise<void> {
		const message = await this.#desk().then(work).catch((error: unknown) => failed(asLayerscopeError(error)));
		this.#send(message);
	}

	/** Asks registries about tags, a few at a time; each answer is sent as it comes. */
	async #resolve(references: readonly string[]): Promise<void> {
		const waiting = references.values();
		const worker = async () => {
			for (const reference of waiting) {
				await this.#ask(async desk => ({
					type: 'desk-resolved', reference, digest: await desk.registryDigest(reference, this.#closing.signal),
				}), error => ({type: 'desk-resolve-failed', reference, error}));
			}
		};

		await Promise.all(Array.from({length: Math.min(askedAtOnce, references.length)}, async () => worker()));
	}

	#send(message: DeskMessage): void {
		if (!this.#closing.signal.aborted) {
			this.#dispatch(message);
		}
	}

	/** Lists the images, and again for every change, until something fails. */
	async #watchImages(): Promise<void> {
		this.#watch?.abort();
		const watch = new AbortController();
		this.#watch = watch;
		const signal = AbortSignal.any([this.#closing.signal, watch.signal]);
		try {
			const desk = await this.#desk();
			const changes = desk.changes(signal);
			for (;;) {
				// Listened for before the list is made, so that what changes meanwhile is seen by the next one.
				const change = changes.next();
				change.catch(() => undefined);
				await this.#list(desk, signal);
				await change;
			}
		} catch (error) {
			if (!signal.aborted) {
				this.#send({type: 'desk-failed', error: asLayerscopeError(error)});
			}
		}
	}

	async #list(desk: EngineDesk, signal: AbortSignal): Promise<void> {
		for await (const catalogue of desk.images(signal)) {
			this.#send({
				type: 'desk-catalogue', catalogue, location: desk.location(), now: Date.now() / 1000,
			});
		}
	}

	async #work(job: number, wish: JobWish): Promise<void> {
		const controller = new AbortController();
		this.#jobs.set(job, controller);
		const signal = AbortSignal.any([this.#closing.signal, controller.signal]);
		const progress = createThrottle<Progress>(progressPause, value => {
			this.#send({
				type: 'desk-progress', job, progress: value, now: performance.now(),
			});
		});
		try {
			const message = await this.#finish(job, wish, progress, signal);
			progress.flush();
			this.#send(message);
		} catch (error) {
			progress.flush();
			if (!signal.aborted) {
				this.#send({type: 'desk-job-failed', job, error: asLayerscopeError(error)});
			}
		} finally {
			this.#jobs.delete(job);
		}
	}

	async #finish(job: number, wish: JobWish, progress: Throttle<Progress>, signal: AbortSignal): Promise<DeskMessage> {
		const desk = await this.#desk();
		switch (wish.kind) {
			case 'pull': {
				await followed(desk.pull(wish, signal), progress);
				return {type: 'desk-done', job, loaded: []};
			}

			case 'save': {
				const {kind} = await followed(desk.save(wish, signal), progress);
				return kind === 'exists' ? {type: 'desk-exists', job} : {type: 'desk-done', job, loaded: []};
			}

			case 'load': {
				return {type: 'desk-done', job, loaded: await followed(desk.load(wish.file, signal), progress)};
			}
		}
	}
}

/** Follows a work to its end, and gives what came of it. */
async function followed<Result>(work: AsyncGenerator<Progress, Result>, progress: Throttle<Progress>): Promise<Result> {
	for (;;) {
		const {value, done} = await work.next();
		if (done === true) {
			return value;
		}

		progress.push(value);
	}
}
