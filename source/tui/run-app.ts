import process from 'node:process';
import {render} from 'ink';
import {createEffects, type EffectsOptions} from '../app/effects.ts';
import {startState, type Selection, type State} from '../app/state.ts';
import {createStore, type Store} from '../app/store.ts';
import {exitCodes} from '../errors.ts';
import {App, type Controls} from './app.tsx';
import {helpEntries} from './help.ts';
import {lookOf} from './look.ts';
import {
	hungUp, onEndingSignal, onHangUp, onLostError, openKeyboard, sizeOf, stopProcess,
} from './terminal.ts';

export type RunAppOptions = Pick<EffectsOptions, 'open' | 'extract' | 'desk'> & {
	/** What was chosen of the image that it begins with, if it does. */
	readonly selection: Selection;
	/** Where it begins. */
	readonly place: State['place'];
	/** A sentence for the last line at the start (that the sample is shown, and why). */
	readonly notice: string | undefined;
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

// An image that is known so soon needs no frame without it: drawing one takes as long, in milliseconds.
const newsPatience = 60;

/** Waits until the image is known or can't be had, but not for long. */
async function firstNews(store: Store): Promise<void> {
	const isKnown = () => {
		const {session: {image, failure}, desk, screens} = store.getState();
		return image !== undefined || failure !== undefined || desk.catalogue !== undefined || desk.failure !== undefined || screens.length > 0;
	};

	await new Promise<void>(resolve => {
		const end = () => {
			clearTimeout(timer);
			forget();
			resolve();
		};

		const timer = setTimeout(end, newsPatience);
		const forget = store.subscribe(() => {
			if (isKnown()) {
				end();
			}
		});
	});
}

/**
Opens an image on the whole terminal and stays until the user leaves. Gives the exit code: 0, that of the failure where nothing could
be shown, or 128 and the signal's number. The terminal is restored on every way out; an error in the program itself is thrown after that.
*/
export async function runApp({
	open, extract, desk, place, selection, notice, ascii, color, title,
}: RunAppOptions): Promise<number> {
	const {stdout} = process;
	const keyboard = openKeyboard();
	// Before the alternate screen: a key that is echoed there would stay.
	keyboard.stream.setRawMode(true);
	const look = lookOf({ascii, color});
	const sizeNow = () => sizeOf(stdout);
	let controls: Controls | undefined;
	let code = 0;
	const store = createStore(startState({
		size: sizeNow(), title, notice, selection, help: helpEntries(look),
	}), effect => {
		effects.run(effect);
	});
	const effects = createEffects({
		open, extract, desk, dispatch: store.dispatch,
		suspend() {
			void controls?.suspendTerminal(stopProcess);
		},
		quit() {
			const {session} = store.getState();
			code = session.image === undefined && session.failure !== undefined ? exitCodes[session.failure.kind] : 0;
			controls?.exit();
		},
	});
	const app = (
		<App
			store={store} look={look} onReady={ready => {
				controls = ready;
			}}
		/>
	);
	const resize = () => {
		store.dispatch({type: 'resize', size: sizeNow()});
		// Drawn anew before Ink repaints, so that no frame of the old size is seen.
		instance.rerender(app);
	};

	if (place === 'images') {
		store.dispatch({type: 'images'});
	} else {
		effects.run({type: 'open', argument: undefined, selection});
	}

	await firstNews(store);
	store.dispatch({type: 'resize', size: sizeNow()});
	stdout.on('resize', resize);
	const instance = render(app, {
		stdin: keyboard.stream, alternateScreen: true, incrementalRendering: true, maxFps: 250, patchConsole: false, exitOnCtrlC: false, interactive: true,
	});
	const forget = [
		onEndingSignal(signalCode => {
			code = signalCode;
			controls?.exit();
		}),
		onLostError(error => controls?.exit(error)),
	];
	onHangUp(keyboard.stream, stdout, () => {
		code = hungUp;
		controls?.exit();
	});
	try {
		await instance.waitUntilExit();
	} finally {
		stdout.off('resize', resize);
		await withinPatience(effects.close());
		for (const stop of forget) {
			stop();
		}

		keyboard.close?.();
	}

	return code;
}
