import {render} from 'ink';
import type {Store} from '../app/store.ts';
import {App, type Controls} from './app.tsx';
import type {Look} from './look.ts';

export type MountOptions = {
	readonly store: Store;
	readonly look: Look;
	readonly stdin: NodeJS.ReadStream;
	readonly onReady: (controls: Controls) => void;
};

/** The screen as Ink draws it. */
export type MountedApp = {
	/** Draws the state as it is now, before Ink does so itself. */
	readonly redraw: () => void;
	/** Rejects with the error that it was left with. */
	readonly waitUntilExit: () => Promise<unknown>;
};

/** Begins to draw the state on the terminal's other screen, and to listen to keys. */
export function mountApp({store, look, stdin, onReady}: MountOptions): MountedApp {
	const app = <App store={store} look={look} onReady={onReady}/>;
	const {rerender, waitUntilExit} = render(app, {
		stdin, alternateScreen: true, incrementalRendering: true, maxFps: 250, patchConsole: false, exitOnCtrlC: false, interactive: true,
	});
	return {
		redraw() {
			rerender(app);
		},
		waitUntilExit,
	};
}
