import process from 'node:process';
import {jsonText} from '../report/json-text.ts';
import {escapeText} from '../text/escape.ts';
import {repositoryTags} from './ask-tags.ts';
import type {Context} from './context.ts';
import {writeTexts} from './output.ts';

/** `layerscope tags`: the tags of a reference's repository, straight from its registry, one a line or as a JSON array. */
export async function listTags(reference: string, context: Context): Promise<number> {
	const tags = await repositoryTags(context.registries, withoutScheme(reference), context.signal);
	await writeTexts(process.stdout, context.isJson ? [`${jsonText(tags, '\t')}\n`] : tags.map(tag => `${escapeText(tag)}\n`));
	return 0;
}

// As an IMAGE is read: `registry:2` is an image, `registry:HOST/NAME` names one.
function withoutScheme(argument: string): string {
	const rest = /^(?:docker|registry):(.*)$/s.exec(argument)?.[1] ?? '';
	return rest.startsWith('//') ? rest.slice(2) : (/[/:@]/.test(rest) ? rest : argument);
}
