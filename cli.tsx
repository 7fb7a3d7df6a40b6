#!/usr/bin/env node
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import meow from 'meow';
import {createLateCache} from './source/cache/late-cache.ts';
import type {LayerCache} from './source/cache/layer-cache.ts';
import {createCacheWarning} from './source/commands/cache-warning.ts';
import type {Context} from './source/commands/context.ts';
import {checkFlags, checkLists} from './source/commands/check-flags.ts';
import {commandOf, type Invocation} from './source/commands/commands.ts';
import {describeError} from './source/commands/describe-error.ts';
import {parseEngine, parsePull} from './source/commands/flag-values.ts';
import {
	flags, help, spelledFlag, type Flags,
} from './source/commands/flags.ts';
import {isColorWanted, isDumbTerminal, isUtf8Locale} from './source/commands/locale.ts';
import {openLog} from './source/commands/log.ts';
import {forgiveClosedPipe, textFor} from './source/commands/output.ts';
import {parseInvocation} from './source/commands/parse-invocation.ts';
import {closeLogins} from './source/engine/open-logins.ts';
import {LayerscopeError, messageOf} from './source/errors.ts';
import {readingLimits, unpackingAll} from './source/image/reading-limits.ts';
import {escapeText} from './source/text/escape.ts';

const endingSignals = {
	SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15,
} as const;
const patience = 500;

// Of what the packages in the bundle use, users can change nothing, and a warning would be written over the screen.
process.noDeprecation = true;

function say(line: string): void {
	process.stderr.write(textFor(process.stderr, `${line}\n`));
}

function isForScreen({name}: Invocation, {json, minEfficiency, maxDead, maxDeadRatio}: Flags): boolean {
	const isGate = [minEfficiency, maxDead, maxDeadRatio].some(threshold => threshold !== undefined);
	return name === 'open' && json !== true && !isGate && process.stdout.isTTY;
}

async function explore(image: string | undefined, isAscii: boolean, context: Context): Promise<number> {
	const isColored = isColorWanted(process.env);
	// Chalk reads only this, and only while it is being imported.
	process.env.FORCE_COLOR = isColored ? '1' : '0';
	const {prepareExploration} = await import('./source/commands/explore.ts');
	const keeping = context.cache === undefined ? undefined : keepCode(context.log);
	const [exploration, {runApp}] = await Promise.all([prepareExploration(image, context), import('./source/tui/run-app.ts'), keeping]);
	return runApp({
		...exploration, listen: context.cacheWarning.listen, ascii: isAscii, color: isColored,
	});
}

async function run({name, words}: Invocation, given: Flags, context: Context): Promise<number> {
	forgiveClosedPipe(process.stdout);
	if (name === 'open' && words.length === 0) {
		const {sampleNotice} = await import('./source/commands/explore.ts');
		say(escapeText(await sampleNotice(context.engine)));
	}

	return commandOf(name).run(words, given, context);
}

function engineOf(given: Flags, log: Context['log'], signal: AbortSignal): Context['engine'] {
	const tell = (line: string) => {
		say(escapeText(line));
	};

	return {
		...parseEngine(given),
		remoteSudo: given.remoteSudo,
		mayAsk: true,
		signal,
		tell,
		log: given.debug === true ? tell : log,
	};
}

/** Below a device nothing can be kept: who names it as the place for caches wants none. */
function isCacheWanted({cache}: Flags): boolean {
	return cache !== false && process.env.XDG_CACHE_HOME !== '/dev/null';
}

async function openCache(log: Context['log'], warn: (why: string) => void): Promise<LayerCache> {
	const [{cacheFolder}, {createLayerCache}] = await Promise.all([import('./source/cache/cache-folder.ts'), import('./source/cache/layer-cache.ts')]);
	return createLayerCache({folder: cacheFolder(process.env), log, warn});
}

async function keepCode(log: Context['log']): Promise<void> {
	const [{cacheFolder}, {keepCompiledCode}] = await Promise.all([import('./source/cache/cache-folder.ts'), import('./source/cache/compiled-code.ts')]);
	await keepCompiledCode(cacheFolder(process.env), log);
}

/** Ends what runs when a signal comes, so that nothing is left behind; `code` is what a shell expects then. */
function stopOnSignals() {
	const controller = new AbortController();
	let code = 0;
	let since = Number.POSITIVE_INFINITY;
	const stop = (signal: keyof typeof endingSignals) => {
		// Some send a signal twice at once; who sends it again waits no longer.
		if (performance.now() - since > patience) {
			process.exit(code);
		}

		since = Math.min(since, performance.now());
		code = 128 + endingSignals[signal];
		controller.abort();
	};

	const names = Object.keys(endingSignals) as Array<keyof typeof endingSignals>;
	for (const name of names) {
		process.on(name, stop);
	}

	return {
		signal: controller.signal,
		code: () => code,
		/** Leaves the signals to somebody else. */
		forget() {
			for (const name of names) {
				process.off(name, stop);
			}
		},
	};
}

function parseArguments(words: readonly string[]) {
	try {
		return meow(help, {
			importMeta: import.meta, argv: words, flags, description: 'Open a container image in the terminal', inferType: false,
		});
	} catch (error) {
		// Meow names flags as code does.
		const message = messageOf(error).replaceAll(/--(\w+)/g, (_, name: string) => spelledFlag(name));
		throw new LayerscopeError('usage', message, {advice: 'See layerscope --help.', cause: error});
	}
}

function isAfterSeparator(input: readonly string[], words: readonly string[]): boolean {
	const separator = words.indexOf('--');
	return separator !== -1 && words.length - separator - 1 === input.length;
}

async function main(words: readonly string[]): Promise<number> {
	const stopping = stopOnSignals();
	try {
		const {input, flags: given, showHelp, showVersion} = parseArguments(words);
		if (given.help) {
			showHelp(0);
		}

		if (given.version) {
			showVersion();
		}

		const invocation = parseInvocation(input, isAfterSeparator(input, words));
		checkFlags(invocation, given);
		checkLists(words);
		const log = openLog(process.env.LAYERSCOPE_LOG);
		const engine = engineOf(given, log, stopping.signal);
		const cacheWarning = createCacheWarning(say);
		const context = {
			selection: {platform: given.platform, image: given.image},
			pull: parsePull(given.pull),
			spool: given.spool ?? false,
			verify: given.verify ?? false,
			store: given.store ?? true,
			limits: given.unpackAll ? unpackingAll : readingLimits,
			isJson: given.json ?? false,
			engine,
			registries: {
				insecure: given.insecureRegistry ?? [], authorities: given.registryCa, environment: process.env, log: engine.log,
			},
			cache: isCacheWanted(given) ? createLateCache(async () => openCache(engine.log ?? log, cacheWarning.warn)) : undefined,
			cacheWarning,
			log,
			signal: stopping.signal,
			say,
		};
		if (isForScreen(invocation, given) && isDumbTerminal(process.env)) {
			say(`This terminal (TERM=${escapeText(process.env.TERM ?? '')}) can't show a screen, so here is the report; layerscope ls, cat, extract and images print text too.`);
		} else if (isForScreen(invocation, given)) {
			stopping.forget();
			return await explore(invocation.words[0], (given.ascii ?? false) || !isUtf8Locale(process.env), context);
		}

		return await run(invocation, given, context);
	} catch (error) {
		if (stopping.code() > 0) {
			return stopping.code();
		}

		const {text, exitCode} = describeError(error, words.includes('--debug'));
		say(text);
		return exitCode;
	}
}

/** Node 20 crashes where it would set a terminal back that has gone; the signal itself ends the program without that. */
async function endByHangUp(): Promise<void> {
	process.removeAllListeners('SIGHUP');
	process.kill(process.pid, 'SIGHUP');
	await setTimeout(patience);
}

const code = await main(process.argv.slice(2));
await closeLogins();
if (code === 128 + endingSignals.SIGHUP) {
	await endByHangUp();
}

// What is still on its way into a pipe would be lost by leaving at once.
if (process.stdout.destroyed) {
	process.exit(code);
} else {
	process.stdout.write('', () => {
		process.exit(code);
	});
}
