import {setImmediate} from 'node:timers/promises';
import {LayerscopeError} from '../errors.ts';
import type {ImageChoice} from '../image/image-choice.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {prepareSearch} from '../image/prepare-search.ts';
import type {ImageSource, SourceEvent} from '../sources/image-source.ts';
import type {Effect} from './effect.ts';
import {createMerger, type Merger} from './merger.ts';
import type {Message} from './messages.ts';
import {createThrottle, progressPause} from './throttle.ts';

/** An image that is open, or being opened. */
export type Session = {readonly controller: AbortController; source: ImageSource | undefined; lifetimes: Lifetimes | undefined};

/** Reads an image, and sends what comes of it, layers merged in order, until all is told. */
export async function readImage(session: Session, source: ImageSource, dispatch: (message: Message) => void): Promise<void> {
	const {signal} = session.controller;
	let count = 0;
	let preparing: Promise<void> | undefined;
	const send = (message: Message) => {
		if (!signal.aborted) {
			dispatch(message);
			if (message.type === 'merged') {
				session.lifetimes = message.lifetimes;
				preparing = message.totals === undefined ? preparing : prepare(session);
			}
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
	await preparing;
}

/** Makes ready what a filter needs, while nobody asks for it yet. */
async function prepare({lifetimes, controller: {signal}}: Session): Promise<void> {
	for (const _ of lifetimes === undefined ? [] : prepareSearch(lifetimes)) {
		await setImmediate();
		if (signal.aborted) {
			return;
		}
	}
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
			send({
				type: 'indexed', layer, verification, failure,
			});
			merger.add(layer, index);
			break;
		}

		case 'image':
		case 'verification':
		case 'warning': {
			send(event);
			break;
		}
	}
}

/** Reads a file's content up to a limit in bytes, into memory of the size it will have. */
export async function readContent(source: ImageSource, {place, limit}: Extract<Effect, {type: 'read-content'}>, signal: AbortSignal, send: (message: Message) => void): Promise<void> {
	const {layer, offset, size} = place;
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

/** Sends what the source of the open image holds, again as more of it is known; with `isQuiet` only what is known at once. Throws a `LayerscopeError`. */
export async function listChoices(session: Session | undefined, isQuiet: boolean, send: (message: Message) => void): Promise<void> {
	const {source, controller} = session ?? {};
	if (source?.choices === undefined || controller === undefined) {
		throw new LayerscopeError('usage', 'There is only this one image here.');
	}

	let last: readonly ImageChoice[] = [];
	for await (const choices of source.choices(controller.signal)) {
		last = choices;
		send({type: 'held', choices, isWhole: false});
		if (isQuiet) {
			return;
		}
	}

	send({type: 'held', choices: last, isWhole: true});
}
