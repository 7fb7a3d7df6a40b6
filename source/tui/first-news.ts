import type {State} from '../app/state.ts';
import type {Store} from '../app/store.ts';

// An image that is whole so soon needs no frame without its tree, nor one without anything; in milliseconds.
const patience = {image: 60, tree: 100} as const;

/** Whether nothing more comes that the first frame should have. */
export function isSettled({session: {totals, failure, isFinished}, desk, screens}: State): boolean {
	return totals !== undefined || failure !== undefined || isFinished || desk.catalogue !== undefined || desk.failure !== undefined || screens.length > 0;
}

/** Waits until all is known that the first frame shows, but not for long; ends when the signal aborts. */
export async function firstNews(store: Store, signal: AbortSignal): Promise<void> {
	await new Promise<void>(resolve => {
		const end = () => {
			for (const timer of timers) {
				clearTimeout(timer);
			}

			signal.removeEventListener('abort', end);
			forget();
			resolve();
		};

		const timers = [
			setTimeout(() => {
				if (store.getState().session.image === undefined) {
					end();
				}
			}, patience.image),
			setTimeout(end, patience.tree),
		];
		signal.addEventListener('abort', end);
		const forget = store.subscribe(() => {
			if (isSettled(store.getState())) {
				end();
			}
		});
	});
}
