import {LayerscopeError} from '../errors.ts';
import {deadBytes, efficiency, shippedBytes} from '../image/dead-bytes.ts';
import type {Lifetimes} from '../image/lifetimes.ts';
import {formatBytes, formatNumber} from '../text/format.ts';

/** What an image must keep to; `undefined` where there is no limit. */
export type Thresholds = {
	/** From 0 to 1. */
	readonly minEfficiency: number | undefined;
	/** In bytes. */
	readonly maxDead: number | undefined;
	/** Dead of shipped bytes, from 0 to 1. */
	readonly maxDeadRatio: number | undefined;
};

// Rounded away from the limit, so that no sentence says that 1 is less than 1.
const precision = 1e6;

/** The thresholds that an image crosses, each as a sentence; none where it passes. */
export function crossedThresholds(lifetimes: Lifetimes, {minEfficiency, maxDead, maxDeadRatio}: Thresholds): string[] {
	const dead = deadBytes(lifetimes);
	const share = efficiency(lifetimes);
	const ratio = dead / Math.max(1, shippedBytes(lifetimes));
	return [
		...(minEfficiency !== undefined && share < minEfficiency ? [`The efficiency is ${Math.floor(share * precision) / precision}, less than ${minEfficiency}.`] : []),
		...(maxDead !== undefined && dead > maxDead ? [tooManyDead(dead, maxDead)] : []),
		...(maxDeadRatio !== undefined && ratio > maxDeadRatio ? [`The dead share is ${Math.ceil(ratio * precision) / precision}, more than ${maxDeadRatio}.`] : []),
	];
}

// What looks the same when it is rounded is told in bytes.
function tooManyDead(dead: number, most: number): string {
	const [found, limit] = [formatBytes(dead), formatBytes(most)];
	return found === limit ? `${formatNumber(dead)} bytes are dead, more than ${formatNumber(Math.floor(most))}.` : `${found} are dead, more than ${limit}.`;
}

/** Parses a share from 0 to 1. Throws a usage error that names the flag. */
export function parseShare(flag: string, text: string): number {
	const share = Number(text);
	if (text.trim() === '' || !(share >= 0 && share <= 1)) {
		throw new LayerscopeError('usage', `${flag} is '${text}', which is no number from 0 to 1.`, {advice: `Write it as ${flag} 0.95.`});
	}

	return share;
}

const units: ReadonlyMap<string, number> = new Map([
	['', 1],
	['b', 1],
	['kb', 1e3],
	['mb', 1e6],
	['gb', 1e9],
	['tb', 1e12],
	['k', 1e3],
	['m', 1e6],
	['g', 1e9],
	['t', 1e12],
	['kib', 2 ** 10],
	['mib', 2 ** 20],
	['gib', 2 ** 30],
	['tib', 2 ** 40],
]);

/** Parses a number of bytes with an optional unit: `20MB`, `512KiB`, `1.5 GB`. Throws a usage error that names the flag. */
export function parseBytes(flag: string, text: string): number {
	const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
	const factor = units.get(unit?.toLowerCase() ?? '?');
	if (amount === undefined || factor === undefined) {
		throw new LayerscopeError('usage', `${flag} is '${text}', which is no size.`, {advice: `Write it as ${flag} 20MB.`});
	}

	return Number(amount) * factor;
}
