import {LayerscopeError} from '../errors.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {ChoiceNeededError} from '../sources/choice-needed.ts';
import type {ImageSource} from '../sources/image-source.ts';
import {asLayerscopeError} from './as-layerscope-error.ts';
import type {DeskEffect} from './desk/desk-effect.ts';
import {createDeskEffects, type DeskEffects} from './desk/desk-effects.ts';
import type {Effect, Opening} from './effect.ts';
import type {EngineDesk} from './engine-desk.ts';
import type {Message} from './messages.ts';
import {
	listChoices, readContent, readImage, type Session,
} from './read-image.ts';
import type {ExtractTarget, Question} from './state.ts';

/** One file or directory of an image, to be written to a file. */
export type ExtractRequest = ExtractTarget & {
	readonly source: ImageSource;
	readonly lifetimes: Lifetimes;
	/** Where to, as the user typed it. */
	readonly file: string;
	/** Whether a file that is there may be overwritten. */
	readonly isForced: boolean;
	readonly signal: AbortSignal;
};

/** `exists`: nothing was written, because the file is there and `isForced` isn't set. */
export type ExtractResult = {readonly kind: 'written'; readonly bytes: number} | {readonly kind: 'exists'};

export type EffectsOptions = {
	readonly open: (opening: Opening, signal: AbortSignal) => Promise<ImageSource>;
	readonly extract: (request: ExtractRequest) => Promise<ExtractResult>;
	/** Makes the desk of the engine, when it is first asked for something. */
	readonly desk: () => Promise<EngineDesk>;
	readonly suspend: () => void;
	readonly quit: () => void;
	readonly dispatch: (message: Message) => void;
};

export type Effects = {
	readonly run: (effect: Effect) => void;
	/** Stops everything and frees the source. */
	readonly close: () => Promise<void>;
};

function isDeskEffect(effect: Effect): effect is DeskEffect {
	return effect.type.startsWith('desk-');
}

/** Runs what `update` wants done, and sends what comes of it as messages. */
export function createEffects(options: EffectsOptions): Effects {
	return new Runner(options);
}

class Runner implements Effects {
	readonly #options: EffectsOptions;
	readonly #desk: DeskEffects;
	#session: Session | undefined;
	#content: AbortController | undefined;
	readonly #writing = new Set<Promise<void>>();

	constructor(options: EffectsOptions) {
		this.#options = options;
		this.#desk = createDeskEffects(options.desk, options.dispatch);
	}

	run(effect: Effect): void {
		if (isDeskEffect(effect)) {
			this.#desk.run(effect);
			return;
		}

		switch (effect.type) {
			case 'open': {
				void this.#open(effect);
				break;
			}

			case 'stop': {
				this.#stop();
				break;
			}

			case 'stop-fetching': {
				this.#session?.source?.stop?.();
				break;
			}

			case 'read-content': {
				void this.#view(effect);
				break;
			}

			case 'stop-content': {
				this.#content?.abort();
				break;
			}

			case 'ask': {
				void this.#ask(effect.question);
				break;
			}

			case 'list-choices': {
				void this.#choices(effect.isQuiet);
				break;
			}

			case 'extract': {
				const work = this.#extract(effect);
				this.#writing.add(work);
				void work.finally(() => {
					this.#writing.delete(work);
				});
				break;
			}

			case 'suspend': {
				this.#options.suspend();
				break;
			}

			case 'quit': {
				this.#options.quit();
				break;
			}
		}
	}

	async close(): Promise<void> {
		await Promise.all([this.#desk.close(), this.#leave()]);
	}

	/** Frees the image that is open. */
	async #leave(): Promise<void> {
		const ended = this.#session;
		this.#session = undefined;
		this.#content?.abort();
		ended?.controller.abort();
		// A file that is half written takes itself away.
		await Promise.all(this.#writing);
		await ended?.source?.close();
	}

	async #open(opening: Opening): Promise<void> {
		const {open, dispatch} = this.#options;
		const before = this.#leave();
		const session: Session = {controller: new AbortController(), source: undefined, lifetimes: undefined};
		const {signal} = session.controller;
		this.#session = session;
		try {
			await before;
			const source = await open(opening, signal);
			session.source = source;
			if (signal.aborted) {
				await source.close();
				return;
			}

			dispatch({
				type: 'opened', kind: source.kind, location: source.location, comesOnce: source.comesOnce,
			});
			await readImage(session, source, dispatch);
		} catch (error) {
			if (!signal.aborted) {
				dispatch(error instanceof ChoiceNeededError ? {type: 'choices', choices: error.choices} : {type: 'failed', error: asLayerscopeError(error)});
			}
		}
	}

	#stop(): void {
		this.#session?.controller.abort();
		const what = this.#session?.source === undefined ? 'the image was here' : 'all of the image was read';
		const error = new LayerscopeError('engine', `Stopped before ${what}.`, {advice: 'Press r to start again, or q to quit.'});
		this.#options.dispatch({type: 'failed', error});
	}

	async #view(effect: Extract<Effect, {type: 'read-content'}>): Promise<void> {
		this.#content?.abort();
		const controller = new AbortController();
		this.#content = controller;
		const send = (message: Message) => {
			if (!controller.signal.aborted) {
				this.#options.dispatch(message);
			}
		};

		try {
			await readContent(this.#opened().source, effect, controller.signal, send);
		} catch (error) {
			send({type: 'content-failed', error: asLayerscopeError(error)});
		}
	}

	async #ask(question: Question): Promise<void> {
		const session = this.#session;
		const send = (message: Message) => {
			if (session === this.#session) {
				this.#options.dispatch(message);
			}
		};

		try {
			const {source, signal} = this.#opened();
			const facts = await source.ask?.(question, signal);
			if (facts !== undefined) {
				send({type: 'asked', question, facts});
			}
		} catch (error) {
			send({type: 'ask-failed', error: asLayerscopeError(error)});
		}
	}

	async #choices(isQuiet: boolean): Promise<void> {
		const session = this.#session;
		const send = (message: Message) => {
			if (session === this.#session) {
				this.#options.dispatch(message);
			}
		};

		try {
			await listChoices(session, isQuiet, send);
		} catch (error) {
			// Nobody asked for the number.
			if (!isQuiet) {
				send({type: 'held-failed', error: asLayerscopeError(error)});
			}
		}
	}

	async #extract({target, file, isForced}: Extract<Effect, {type: 'extract'}>): Promise<void> {
		const {extract, dispatch} = this.#options;
		try {
			const result = await extract({
				...target, ...this.#opened(), file, isForced,
			});
			dispatch(result.kind === 'exists' ? {type: 'extract-exists', file, target} : {type: 'extracted', file, bytes: result.bytes});
		} catch (error) {
			dispatch({type: 'extract-failed', error: asLayerscopeError(error)});
		}
	}

	#opened(): Pick<ExtractRequest, 'source' | 'lifetimes' | 'signal'> {
		const {source, lifetimes, controller} = this.#session ?? {};
		if (source === undefined || lifetimes === undefined || controller === undefined) {
			throw new LayerscopeError('usage', 'No image is open yet.');
		}

		return {source, lifetimes, signal: controller.signal};
	}
}
