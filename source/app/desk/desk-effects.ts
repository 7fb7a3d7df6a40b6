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

type Dispatch = (message: DeskMessage) => void;

/** Makes the effects of a desk. */
export function createDeskEffects(desk: EngineDesk, dispatch: Dispatch): DeskEffects {
	return new DeskRunner(desk, dispatch);
}

class DeskRunner implements DeskEffects {
	readonly #desk: EngineDesk;
	readonly #dispatch: Dispatch;
	readonly #closing = new AbortController();
	readonly #jobs = new Map<number, AbortController>();
	readonly #works = new Set<Promise<void>>();
	#watch: AbortController | undefined;

	constructor(desk: EngineDesk, dispatch: Dispatch) {
		this.#desk = desk;
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
				void this.#ask(async () => ({type: 'desk-removed', removed: await this.#desk.remove(effect.wish, signal)}), error => ({type: 'desk-remove-failed', error}));
				break;
			}

			case 'desk-tag': {
				const {source, target} = effect;
				void this.#ask(async () => {
					await this.#desk.tag(source, target, signal);
					return {type: 'desk-tagged', source, target};
				}, error => ({type: 'desk-tag-failed', error}));
				break;
			}

			case 'desk-search': {
				const {term} = effect;
				void this.#ask(async () => ({type: 'desk-found', term, found: await this.#desk.search(term, signal)}), error => ({type: 'desk-search-failed', term, error}));
				break;
			}

			case 'desk-list-tags': {
				const {repository} = effect;
				// A registry that doesn't list its tags is pulled from all the same.
				void this.#ask(async () => ({type: 'desk-tags', repository, tags: await this.#desk.tagsOf(repository, signal)}), () => ({type: 'desk-tags', repository, tags: []}));
				break;
			}

			case 'desk-list-platforms': {
				const {reference} = effect;
				void this.#ask(async () => ({
					type: 'desk-platforms', reference, platforms: await this.#desk.platforms(reference, signal),
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

	async #ask(work: () => Promise<DeskMessage>, failed: (error: LayerscopeError) => DeskMessage): Promise<void> {
		const message = await work().catch((error: unknown) => failed(asLayerscopeError(error)));
		this.#send(message);
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
			const changes = this.#desk.changes(signal);
			for (;;) {
				// Listened for before the list is made, so that what changes meanwhile is seen by the next one.
				const change = changes.next();
				change.catch(() => undefined);
				await this.#list(signal);
				await change;
			}
		} catch (error) {
			if (!signal.aborted) {
				this.#send({type: 'desk-failed', error: asLayerscopeError(error)});
			}
		}
	}

	async #list(signal: AbortSignal): Promise<void> {
		for await (const catalogue of this.#desk.images(signal)) {
			this.#send({
				type: 'desk-catalogue', catalogue, location: this.#desk.location(), now: Date.now() / 1000,
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
		switch (wish.kind) {
			case 'pull': {
				await followed(this.#desk.pull(wish, signal), progress);
				return {type: 'desk-done', job, loaded: []};
			}

			case 'save': {
				const {kind} = await followed(this.#desk.save(wish, signal), progress);
				return kind === 'exists' ? {type: 'desk-exists', job} : {type: 'desk-done', job, loaded: []};
			}

			case 'load': {
				return {type: 'desk-done', job, loaded: await followed(this.#desk.load(wish.file, signal), progress)};
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
