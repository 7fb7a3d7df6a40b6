import {LayerscopeError} from '../errors.ts';
import {
	formatPlatform, parsePlatform, platformDistance, type Platform,
} from '../image/platform.ts';
import {canonicalReference} from '../image/reference.ts';
import type {Candidate} from './candidate.ts';
import {ChoiceNeededError} from './choice-needed.ts';
import type {FoundImages} from './find-images.ts';
import {choicesBeside, choicesOfImages} from './image-choices.ts';
import type {Selection} from './image-source.ts';

/** Chooses by `--image` and `--platform`; without them Linux on the host's processor, else the only one. Throws where none or several are left. */
export function chooseImage({candidates, beside}: Pick<FoundImages, 'candidates' | 'beside'>, selection: Selection, host: Platform, location: string): Candidate {
	const named = selection.image === undefined ? candidates : candidates.filter(candidate => isNamed(candidate, selection.image!));
	if (named.length === 0) {
		throw notThere(`the image ${selection.image}`, location, candidates);
	}

	const fitting = selection.platform === undefined ? named : fittingOf(named, selection.platform);
	if (fitting.length === 0) {
		// What an unreadable image is for, nobody knows: it may be the wanted one.
		throw named.find(({platform, failure}) => platform === undefined && failure !== undefined)?.failure ?? notThere(`an image for ${selection.platform}`, location, named);
	}

	const [only, ...others] = preferHost(fitting, host);
	if (others.length > 0) {
		throw new ChoiceNeededError(location, [...choicesOfImages(fitting, candidates, host), ...choicesBeside(beside)]);
	}

	return only!;
}

function isNamed({references, config, manifestDigest}: Candidate, name: string): boolean {
	const wanted = canonicalReference(name);
	const isReference = references.some(reference => reference === name || (wanted !== undefined && canonicalReference(reference) === wanted));
	return isReference || isDigestOf(config?.id, name) || isDigestOf(manifestDigest, name);
}

// An image may call its platform what no platform is called; chosen from a list, it is named so.
function fittingOf(candidates: readonly Candidate[], platform: string): readonly Candidate[] {
	const literal = candidates.filter(candidate => candidate.platform !== undefined && formatPlatform(candidate.platform) === platform);
	return literal.length > 0 ? literal : onPlatform(candidates, parsePlatform(platform), /\/.*\//.test(platform));
}

// Twelve digits are what engines show.
function isDigestOf(digest: string | undefined, name: string): boolean {
	const hex = name.replace(/^sha256:/, '');
	return digest !== undefined && /^[\da-f]{12,}$/.test(hex) && digest.startsWith(`sha256:${hex}`);
}

function onPlatform(candidates: readonly Candidate[], wanted: Platform, isStrict: boolean): readonly Candidate[] {
	const distances = candidates.map(({platform}) => platform && platformDistance(wanted, platform, isStrict));
	const best = Math.min(...distances.filter(distance => distance !== undefined));
	return candidates.filter((_, index) => distances[index] === best);
}

// The host decides between the platforms of one image, but not between images of different names.
function preferHost(candidates: readonly Candidate[], host: Platform): readonly Candidate[] {
	const names = new Set(candidates.map(({references}) => references.toSorted().join(' ')));
	const fitting = names.size > 1 ? [] : onPlatform(candidates, host, false);
	return fitting.length > 0 ? fitting : candidates;
}

// A sentence that anybody reads names no more.
const mostNamed = 20;

function notThere(what: string, location: string, candidates: readonly Candidate[]): LayerscopeError {
	const more = candidates.length > mostNamed ? ` and ${candidates.length - mostNamed} more` : '';
	const there = candidates.slice(0, mostNamed).map(candidate => describe(candidate)).join(', ') + more;
	return new LayerscopeError('not-found', `${location} doesn't hold ${what}; it holds ${there}.`, {advice: 'Choose one of these with --image or --platform.'});
}

function describe({references, platform, config, manifestDigest}: Candidate): string {
	const name = references[0] ?? config?.id ?? manifestDigest ?? 'an unnamed image';
	return platform === undefined ? name : `${name} (${formatPlatform(platform)})`;
}
