import {EngineUnreachableError} from '../engine/engine-unreachable-error.ts';
import {isImageId} from '../engine/image-name.ts';
import {LayerscopeError} from '../errors.ts';
import {familiarReference} from '../image/reference.ts';
import {openEngineSource} from './engine-source.ts';
import {ChoiceNeededError} from './choice-needed.ts';
import type {ImageSource, SourceEvent} from './image-source.ts';
import type {OpenOptions} from './open-options.ts';

type Named = {readonly reference: string; readonly isPlain?: true};

/**
Opens an image of the engine; where there is no engine at all, and nothing says that one is meant, the registry's. An engine that is there, or that
was named, may have another image of that name than the registry: it is never replaced by one, but the error says how to.
*/
export async function openEngineOrRegistry({reference, isPlain}: Named, options: OpenOptions): Promise<ImageSource> {
	try {
		return await openEngineSource(reference, options);
	} catch (error) {
		if (!(error instanceof EngineUnreachableError) || options.registry === undefined || isImageId(reference)) {
			throw error;
		}

		if (isPlain && error.isAbsent && options.pull !== 'never') {
			options.engine?.log?.(`${error.message} The registry is asked for ${reference}.`);
			const {openRegistrySource} = await import('./registry/registry-source.ts');
			const source = await openRegistrySource(reference, options, ' (there is no engine here)');
			return {...source, read: signal => saidWhy(source.read(signal))};
		}

		throw new EngineUnreachableError(error.message, {
			advice: `${error.advice ?? ''} The registry's image, which may be another one, needs no engine: layerscope registry:${familiarReference(reference)}`.trim(), cause: error.cause,
		});
	}
}

// Whoever meant an engine wonders why a registry is spoken of.
async function * saidWhy(events: AsyncGenerator<SourceEvent, void>): AsyncGenerator<SourceEvent, void> {
	try {
		yield * events;
	} catch (error) {
		if (!(error instanceof LayerscopeError) || error instanceof ChoiceNeededError) {
			throw error;
		}

		throw new LayerscopeError(error.kind, error.message, {
			advice: `${error.advice ?? ''} The registry was asked since there is no engine here.`.trim(), cause: error.cause,
		});
	}
}
