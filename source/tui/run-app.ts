import process from 'node:process';
import {createEffects, type Effects, type EffectsOptions} from '../app/effects.ts';
import type {Size} from '../app/layout.ts';
import {startState, type Selection, type State} from '../app/state.ts';
import {createStore, type Store} from '../app/store.ts';
import {exitCodes} from '../errors.ts';
import type {Controls} from './app.tsx';
import {drawUntilInk} from './before-ink.ts';
import {enterScreen} from './first-frame.ts';
import {firstNews} from './first-news.ts';
import {helpEntries} from './help.ts';
import {lookOf} from './look.ts';
import type {MountedApp, MountOptions} from './mount-app.tsx';
import {screenLines} from './screen.ts';
import {
	hungUp, onEndingSignal, onHangUp, onLostError, onLostScreen, openKeyboard, sizeOf, stopProcess, type Keyboard,
} from './terminal.ts';

export type RunAppOptions = Pick<EffectsOptions, 'open' | 'extract' | 'desk'> & {
	/** What was chosen of the image that it begins with, if it does. */
	readonly selection: Selection;
	/** Where it begins. */
	readonly place: State['place'];
	/** A sentence for the last line at the start (that the sample is shown, and why). */
	readonly notice: string | undefined;
	/** Takes who is told what the user should know while the screen is there, and nobody once it has gone. */
	readonly listen: (listener: ((text: string) => void) | undefined) => void;
	readonly ascii: boolean;
	readonly color: boolean;
	/** What the header says before the image is known; untrusted. */
	readonly title: string;
};

// A source that doesn't close must not keep the shell from coming back, in milliseconds.
const patience = 1000;

async function withinPatience(work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<void>(resolve => {
		timer = setTimeout(resolve, patience);
	});
	await Promise.race([work, limit]);
	clearTimeout(timer);
}

/** What ends the screen, whether Ink draws it already or not. */
function createLeaving() {
	const controller = new AbortController();
	let error: Error | undefined;
	return {
		signal: controller.signal,
		error: () => error,
		leave(why?: Error) {
			error ??= why;
			controller.abort();
		},
	};
}

function noticer(store: Store): (text: string) => void {
	return text => {
		store.dispatch({type: 'noticed', text});
	};
}

function begin(store: Store, effects: Effects, {place, selection}: Pick<RunAppOptions, 'place' | 'selection'>): void {
	if (place === 'images') {
		store.dispatch({type: 'images'});
	} else {
		effects.run({type: 'open', argument: undefined, selection});
	}
}

function exitCodeOf({session: {image, failure}}: State): number {
	return image === undefined && failure !== undefined ? exitCodes[failure.kind] : 0;
}

/** Leaves the terminal to somebody else for a while, once at a time; all is drawn anew after that. */
function createGivingAway(controls: () => Controls | undefined) {
	let isGivenAway = false;
	return async (meanwhile: () => Promise<void> | void): Promise<void> => {
		if (!isGivenAway) {
			isGivenAway = true;
			await controls()?.suspendTerminal(async () => meanwhile());
			isGivenAway = false;
		}
	};
}

/**
Opens an image on the whole terminal and stays until the user leaves. Gives the exit code: 0, that of the failure where nothing could
be shown, or 128 and the signal's number. The terminal is restored on every way out; an error in the program itself is thrown after that.
*/
export async function runApp({
	open, extract, desk, place, selection, notice, listen, ascii, color, title,
}: RunAppOptions): Promise<number> {
	const {stdout} = process;
	const keyboard = openKeyboard();
	// Before the other screen: a key that is echoed there would stay.
	keyboard.stream.setRawMode(true);
	const look = lookOf({ascii, color});
	const sizeNow = () => sizeOf(stdout);
	const leaving = createLeaving();
	let controls: Controls | undefined;
	let code = 0;
	const giveAway = createGivingAway(() => controls);
	const store = createStore(startState({
		size: sizeNow(), title, notice, selection, help: helpEntries(look),
	}), effect => {
		effects.run(effect);
	});
	const effects = createEffects({
		open, extract, desk, dispatch: store.dispatch,
		suspend() {
			void giveAway(stopProcess);
		},
		quit() {
			code = exitCodeOf(store.getState());
			leaving.leave();
		},
	});
	onHangUp(keyboard.stream, stdout, () => {
		code = hungUp;
		leaving.leave();
	});
	const forget = [
		onEndingSignal(signalCode => {
			code = signalCode;
			leaving.leave();
		}),
		onLostError(leaving.leave),
		onLostScreen(sizeNow, () => {
			void giveAway(() => undefined);
		}),
	];
	listen(noticer(store));
	begin(store, effects, {place, selection});
	try {
		await show({
			store, look, keyboard, leaving, sizeNow, onReady(ready) {
				controls = ready;
			},
		});
	} finally {
		listen(undefined);
		await withinPatience(effects.close());
		for (const stop of forget) {
			stop();
		}

		keyboard.close?.();
	}

	return code;
}

type Shown = Pick<MountOptions, 'store' | 'look' | 'onReady'> & {
	readonly keyboard: Keyboard;
	readonly leaving: ReturnType<typeof createLeaving>;
	readonly sizeNow: () => Size;
};

/** Draws until it is left: the first frame without Ink, which is loaded behind it. Throws the error that it was left with. */
async function show({
	store, look, keyboard, leaving, sizeNow, onReady,
}: Shown): Promise<void> {
	const {stdout} = process;
	const {signal} = leaving;
	const frame = enterScreen(stdout);
	const paint = () => {
		store.dispatch({type: 'resize', size: sizeNow()});
		frame.paint(screenLines(store.getState(), look));
	};

	let mounted: MountedApp | undefined;
	const resize = () => {
		store.dispatch({type: 'resize', size: sizeNow()});
		// Drawn anew before Ink repaints, so that no frame of the old size is seen.
		mounted?.redraw();
	};

	try {
		await firstNews(store, signal);
		paint();
		await drawUntilInk(store, {keys: keyboard.stream, paint, signal});
		const {mountApp} = await import('./mount-app.tsx');
		if (!signal.aborted) {
			paint();
			stdout.on('resize', resize);
			mounted = frame.handOver(() => mountApp({
				store, look, stdin: keyboard.stream, onReady(controls) {
					onReady(controls);
					onAbort(signal, () => {
						controls.exit(leaving.error());
					});
				},
			}));
			await mounted.waitUntilExit();
			return;
		}
	} finally {
		stdout.off('resize', resize);
		frame.leave();
	}

	keyboard.stream.setRawMode(false);
	if (leaving.error() !== undefined) {
		throw leaving.error()!;
	}
}

function onAbort(signal: AbortSignal, work: () => void): void {
	if (signal.aborted) {
		work();
	} else {
		signal.addEventListener('abort', work, {once: true});
	}
}
