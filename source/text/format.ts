import {ownText, type SafeText} from './escape.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const countUnits = ['', 'k', 'M', 'G', 'T'];

/** Bytes in decimal units, as engines count them: `65 B`, `183.5 MB`. */
export function formatBytes(bytes: number): SafeText {
	const {value, unit} = scaled(bytes, byteUnits.length);
	return ownText(`${unit === 0 ? bytes : value.toFixed(1)} ${byteUnits[unit]!}`);
}

/** A count, short: `31`, `6.8k`. */
export function formatCount(count: number): SafeText {
	const {value, unit} = scaled(count, countUnits.length);
	return ownText(unit === 0 ? String(count) : `${value < 100 ? value.toFixed(1) : value.toFixed(0)}${countUnits[unit]!}`);
}

function scaled(amount: number, units: number): {value: number; unit: number} {
	let value = amount;
	let unit = 0;
	// What would be rounded up to 1000.0 belongs to the next unit.
	while (value >= (unit === 0 ? 1000 : 999.95) && unit < units - 1) {
		value /= 1000;
		unit++;
	}

	return {value, unit};
}

/** A whole number with its thousands apart: `9,104`. */
export function formatNumber(number: number): SafeText {
	return ownText(String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ','));
}

/** A share of one in percent, rounded: `97.4 %`; what isn't all of it is never `100.0 %`, and what isn't nothing never `0.0 %`. */
export function formatShare(share: number, digits = 1): SafeText {
	const unit = 10 ** digits;
	const rounded = Math.round(share * 100 * unit);
	const shown = share > 0 && share < 1 ? Math.max(1, Math.min((100 * unit) - 1, rounded)) : rounded;
	return ownText(`${(shown / unit).toFixed(digits)} %`);
}

const typeLetters: Readonly<Record<string, string>> = {
	file: '-', hardlink: '-', directory: 'd', symlink: 'l', 'character-device': 'c', 'block-device': 'b', fifo: 'p', other: '?',
};

/** Type and permission bits as `ls -l` shows them: `drwxr-xr-x`, `-rwsr-xr-t`. */
export function formatMode(type: string, mode: number): SafeText {
	const special = [0o4000, 0o2000, 0o1000];
	const letters = special.map((bit, triple) => {
		const bits = (mode >> (6 - (triple * 3))) & 7;
		const isExecutable = (bits & 1) !== 0;
		const mark = triple === 2 ? 't' : 's';
		const last = (mode & bit) === 0 ? (isExecutable ? 'x' : '-') : (isExecutable ? mark : mark.toUpperCase());
		return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${last}`;
	});
	return ownText((typeLetters[type] ?? '?') + letters.join(''));
}

/** Seconds since the epoch as `2026-11-20 10:12` in UTC; a time that four digits of a year can't tell as its number. */
export function formatTime(seconds: number): SafeText {
	const date = new Date(seconds * 1000);
	const year = date.getUTCFullYear();
	return ownText(year >= 0 && year <= 9999 ? date.toISOString().slice(0, 16).replace('T', ' ') : `@${seconds}`);
}

/** Seconds of a wait, short: `6 s`, `3 min`, `2 h`. */
export function formatSeconds(seconds: number): SafeText {
	const whole = Math.ceil(seconds);
	return ownText(whole < 100 ? `${whole} s` : (whole < 6000 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`));
}

const spans = [['second', 60], ['minute', 60], ['hour', 24], ['day', 7], ['week', 4.35], ['month', 12], ['year', Number.POSITIVE_INFINITY]] as const;

// Clocks that are this far apart are nobody's mistake.
const usualSkew = 60;

/** How long ago something was, in one unit: `3 days`, `1 hour`; `in future` where it is still to come. */
export function formatAge(seconds: number): SafeText {
	if (seconds < -usualSkew) {
		return ownText('in future');
	}

	let amount = Math.max(0, seconds);
	for (const [name, length] of spans) {
		if (amount < length) {
			const whole = Math.floor(amount);
			return ownText(`${whole} ${name}${whole === 1 ? '' : 's'}`);
		}

		amount /= length;
	}

	return ownText('');
}
