import {useApp, useInput, usePaste} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import type {Store} from '../app/store.ts';
import {pasteText, pressKeys} from './key-message.ts';
import {keyNames, pastedKeys} from './keys.ts';
import type {Look} from './look.ts';
import {Rows} from './row.tsx';
import {screenLines} from './screen.ts';

/** What only a mounted screen can do. */
export type Controls = {
	readonly exit: (error?: Error) => void;
	readonly suspendTerminal: (meanwhile: () => Promise<void>) => Promise<void>;
};

type AppProperties = {
	readonly store: Store;
	readonly look: Look;
	readonly onReady: (controls: Controls) => void;
};

/** The whole screen: draws the state, and turns keys into messages. */
export function App({store, look, onReady}: AppProperties) {
	const state = useSyncExternalStore(store.subscribe, store.getState);
	const {exit, suspendTerminal} = useApp();
	useEffect(() => {
		onReady({exit, suspendTerminal: async meanwhile => suspendTerminal(meanwhile)});
	}, [onReady, exit, suspendTerminal]);
	useInput((input, key) => {
		pressKeys(store, keyNames(input, key));
	});
	usePaste(text => {
		pasteText(store, text, pastedKeys(text));
	});
	return <Rows rows={screenLines(state, look)}/>;
}
