import type {Look} from './look.ts';

const names: Readonly<Record<string, string>> = {
	up: '↑', down: '↓', left: '←', right: '→', 'page-up': 'PgUp', 'page-down': 'PgDn', home: 'Home', end: 'End', enter: 'Enter', escape: 'Esc',
	backspace: 'Backspace', tab: 'Tab', 'shift-tab': 'Shift-Tab', space: 'Space', 'ctrl-space': 'Ctrl-Space',
};

const plainNames: Readonly<Record<string, string>> = {
	up: 'Up', down: 'Down', left: 'Left', right: 'Right',
};

/** A key as people write it: `Ctrl-L`, `PgUp`, `↑`. */
export function keyLabel(key: string, look: Pick<Look, 'isAscii'>): string {
	const name = (look.isAscii ? plainNames[key] : undefined) ?? names[key];
	return name ?? (key.startsWith('ctrl-') ? `Ctrl-${key.slice(5).toUpperCase()}` : key);
}
