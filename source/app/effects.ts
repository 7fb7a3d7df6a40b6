import {LayerscopeError, messageOf} from '../errors.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {ChoiceNeededError} from '../sources/choice-needed.ts';
import type {ImageSource, SourceEvent} from '../sources/image-source.ts';
import type {Effect} from './effect.ts';
import {createMerger, type Merger} from './merger.ts';
import type {Message} from './messages.ts';
import type {ExtractTarget, Selection} from './state.ts';
import {createThrottle} from './throttle.ts';

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
	readonly open: (selection: Selection, signal: AbortSignal) => Promise<ImageSource>;
	readonly extract: (request: ExtractRequest) => Promise<ExtractResult>;
	readonly suspend: () => void;
	readonly quit: () => void;
	readonly dispatch: (message: Message) => void;
};

export type Effects = {
	readonly run: (effect: Effect) => void;
	/** Stops everything and frees the source. */
	readonly close: () => Promise<void>;
};

type Session = {readonly controller: AbortController; source: ImageSource | undefined; lifetimes: Lifetimes | undefined};

// Progress reaches the screen at most ten times a second.
const progressPause = 100;

function asLayerscopeError(error: unknown): LayerscopeError {
	return error instanceof LayerscopeError ? error : new LayerscopeError('unreadable', messageOf(error), {cause: error});
}

async function readImage(session: Session, source: ImageSource, dispatch: (message: Message) => void): Promise<void> {
	const {signal} = session.controller;
	let count = 0;
	const send = (message: Message) => {
		if (!signal.aborted) {
			session.lifetimes = message.type === 'merged' ? message.lifetimes : session.lifetimes;
			dispatch(message);
		}
	};

	const progress = createThrottle<Message>(progressPause, send);
	const merger = createMerger({count: () => count, signal, send});
	try {
		for await (const event of source.read(signal)) {
			count = event.type === 'image' ? event.image.layers.length : count;
			takeEvent(event, {send, progress: progress.push, merger});
		}

		await merger.finish();
	} finally {
		progress.drop();
	}

	send({type: 'finished'});
}

type Takers = {readonly send: (message: Message) => void; readonly progress: (message: Message) => void; readonly merger: Merger};

function takeEvent(event: SourceEvent, {send, progress, merger}: Takers): void {
	switch (event.type) {
		case 'progress': {
			progress({...event, now: performance.now()});
			break;
		}

		case 'layer': {
			const {layer, verification, failure, index} = event;
			send({type: 'indexed', layer, verification, failure});
			merger.add(layer, index);
			break;
		}

		default: {
			send(event);
		}
	}
}

async function readContent(source: ImageSource, effect: Extract<Effect, {type: 'read-content'}>, signal: AbortSignal, send: (message: Message) => void): Promise<void> {
	const {place: {layer, offset, size}, limit} = effect;
	const bytes = new Uint8Array(Math.min(size, limit));
	const progress = createThrottle<Message>(progressPause, send);
	let length = 0;
	try {
		for await (const event of bytes.length === 0 ? [] : source.content({layer, offset}, signal)) {
			if (event.type === 'bytes') {
				bytes.set(event.bytes.subarray(0, bytes.length - length), length);
				length = Math.min(bytes.length, length + event.bytes.length);
				progress.push({type: 'content-progress', current: length, total: bytes.length});
			} else {
				progress.push({type: 'content-progress', current: event.current, total: event.total});
			}

			if (length === bytes.length) {
				break;
			}
		}
	} finally {
		progress.drop();
	}

	send({type: 'content', bytes: bytes.subarray(0, length), isCut: size > limit});
}

/** Runs what `update` wants done, and sends what comes of it as messages. */
export function createEffects({open, extract, suspend, quit, dispatch}: EffectsOptions): Effects {
	let session: Session | undefined;
	let content: AbortController | undefined;

	const end = async () => {
		const ended = session;
		session = undefined;
		content?.abort();
		ended?.controller.abort();
		await ended?.source?.close();
	};

	const start = async (selection: Selection) => {
		await end();
		const started: Session = {controller: new AbortController(), source: undefined, lifetimes: undefined};
		session = started;
		const {signal} = started.controller;
		try {
			const source = await open(selection, signal);
			started.source = source;
			if (signal.aborted) {
				await source.close();
				return;
			}

			dispatch({type: 'opened', kind: source.kind, location: source.location});
			await readImage(started, source, dispatch);
		} catch (error) {
			if (!signal.aborted) {
				dispatch(error instanceof ChoiceNeededError ? {type: 'choices', choices: error.choices} : {type: 'failed', error: asLayerscopeError(error)});
			}
		}
	};

	const stop = () => {
		session?.controller.abort();
		dispatch({type: 'failed', error: new LayerscopeError('engine', 'Stopped before the image was here.', {advice: 'r starts again, q quits.'})});
	};

	const view = async (effect: Extract<Effect, {type: 'read-content'}>) => {
		content?.abort();
		const controller = new AbortController();
		content = controller;
		const send = (message: Message) => {
			if (!controller.signal.aborted) {
				dispatch(message);
			}
		};

		try {
			await readContent(session!.source!, effect, controller.signal, send);
		} catch (error) {
			send({type: 'content-failed', error: asLayerscopeError(error)});
		}
	};

	const write = async ({target, file, isForced}: Extract<Effect, {type: 'extract'}>) => {
		try {
			const {source, lifetimes, controller: {signal}} = session!;
			const result = await extract({...target, source: source!, lifetimes: lifetimes!, file, isForced, signal});
			dispatch(result.kind === 'exists' ? {type: 'extract-exists', file, target} : {type: 'extracted', file, bytes: result.bytes});
		} catch (error) {
			dispatch({type: 'extract-failed', error: asLayerscopeError(error)});
		}
	};

	const run = async (effect: Effect): Promise<void> => {
		switch (effect.type) {
			case 'open': {
				return start(effect.selection);
			}

			case 'stop': {
				stop();
				return;
			}

			case 'read-content': {
				return view(effect);
			}

			case 'stop-content': {
				content?.abort();
				return;
			}

			case 'extract': {
				return write(effect);
			}

			case 'suspend': {
				suspend();
				return;
			}

			case 'quit': {
				quit();
			}
		}
	};

	return {
		run(effect) {
			void run(effect);
		},
		close: end,
	};
}
