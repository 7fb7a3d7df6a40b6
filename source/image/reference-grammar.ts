import {isDigest, type Digest} from './digest.ts';

/** What a reference is made of, as it is written: each part with the place where it begins, in code units from 0. */
export type Written = {
	/** `undefined` where Docker Hub is meant. */
	readonly registry: Part | undefined;
	readonly repository: Part;
	readonly tag: Part | undefined;
	readonly digest: Part | undefined;
};

type Part = {readonly text: string; readonly at: number};

/** Why a text is no reference, as a clause, and where, in code units from 0. */
export type Fault = {readonly reason: string; readonly at: number};

// https://github.com/distribution/reference/blob/main/regexp.go, whose order of rules this follows.
const repositoryGrammar = /[a-z\d]+(?:(?:\.|_{1,2}|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_{1,2}|-+)[a-z\d]+)*)*/y;
const tagGrammar = /\w[\w.-]{0,127}/y;
const registryGrammar = /(?:[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*|\[[a-f\d:]+])(?::\d+)?/iy;
const separator = /\.|_{1,2}|-+|\/|:/y;
const longestPath = 255;

/** Whether a text can be a tag. */
export function isTag(text: string): boolean {
	return matchedLength(tagGrammar, text) === text.length && text !== '';
}

/** Takes a text apart where a reference has its joints, whether it is one or not. */
export function splitReference(text: string): Written {
	const at = text.indexOf('@');
	const name = at === -1 ? text : text.slice(0, at);
	const slash = name.indexOf('/');
	const first = name.slice(0, Math.max(slash, 0));
	// The first part is a registry only where it looks like a host; else it belongs to the repository on Docker Hub.
	const hasRegistry = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
	const start = hasRegistry ? slash + 1 : 0;
	const colon = name.indexOf(':', start);
	return {
		registry: hasRegistry ? {text: first, at: 0} : undefined,
		repository: {text: name.slice(start, colon === -1 ? undefined : colon), at: start},
		tag: colon === -1 ? undefined : {text: name.slice(colon + 1), at: colon + 1},
		digest: at === -1 ? undefined : {text: text.slice(at + 1), at: at + 1},
	};
}

/** What is wrong with a text as a reference; `undefined` where it is one. */
export function faultOf(text: string, {registry, repository, tag, digest}: Written): Fault | undefined {
	if (/^[a-f\d]{64}$/.test(text)) {
		return {reason: '64 hex digits are an image\'s ID, which can be no name', at: 0};
	}

	return upperCase(repository)
		?? (registry && stopIn(registry, registryGrammar, 'a registry'))
		?? stopIn(repository, repositoryGrammar, 'a repository')
		?? (tag && stopIn(tag, tagGrammar, 'a tag'))
		?? (digest && digestFault(digest))
		?? tooLong(repository, isDockerHub(registry?.text ?? 'docker.io'));
}

/** Whether a registry, as it is written, is Docker Hub. */
export function isDockerHub(registry: string): boolean {
	return registry === 'docker.io' || registry === 'index.docker.io';
}

/** A part's text as a digest, which it must be already. */
export function digestIn(part: Part | undefined): Digest | undefined {
	return part !== undefined && isDigest(part.text) ? part.text : undefined;
}

function matchedLength(grammar: RegExp, text: string): number {
	grammar.lastIndex = 0;
	return grammar.exec(text)?.[0].length ?? 0;
}

function upperCase({text, at}: Part): Fault | undefined {
	const index = text.search(/\p{Lu}/u);
	return index === -1 ? undefined : {reason: 'a repository is written in lower case', at: at + index};
}

/** Where a part stops being what it should be. */
function stopIn({text, at}: Part, grammar: RegExp, what: string): Fault | undefined {
	const length = matchedLength(grammar, text);
	if (length === text.length && text !== '') {
		return undefined;
	}

	if (text === '') {
		return {reason: `${what} is missing`, at};
	}

	separator.lastIndex = length;
	// What joins two names is right in itself; wrong is what comes behind it.
	const joint = what === 'a repository' && length > 0 ? separator.exec(text)?.[0].length ?? 0 : 0;
	const index = length + joint;
	if (index >= text.length || (index > 0 && /^[.:-]$/.test(text.slice(index)))) {
		return {reason: `${what} can't end so`, at: at + text.length - 1};
	}

	return what === 'a tag' && length === 128
		? {reason: 'a tag is at most 128 characters long', at: at + index}
		: {reason: `that can't stand ${index === 0 ? 'at the beginning of' : 'in'} ${what}`, at: at + index};
}

function digestFault({text, at}: Part): Fault | undefined {
	if (isDigest(text)) {
		return undefined;
	}

	const [, algorithm = '', hex = ''] = /^([^:]*):?(.*)$/s.exec(text)!;
	const digits = new Map([['sha256', 64], ['sha512', 128]]).get(algorithm);
	if (digits === undefined) {
		return {reason: 'a digest begins with sha256: or sha512:', at};
	}

	const start = at + algorithm.length + 1;
	const wrong = hex.search(/[^a-f\d]/);
	if (wrong !== -1 && wrong < digits) {
		return {reason: 'a digest is written in the digits 0 to 9 and a to f', at: start + wrong};
	}

	return {reason: `a ${algorithm} digest has ${digits} digits, and not ${hex.length}`, at: start + Math.min(hex.length, digits)};
}

function tooLong({text, at}: Part, isOnHub: boolean): Fault | undefined {
	const more = isOnHub && !text.includes('/') ? 'library/'.length : 0;
	return text.length + more > longestPath ? {reason: `a repository is at most ${longestPath} characters long`, at: at + longestPath - more} : undefined;
}
