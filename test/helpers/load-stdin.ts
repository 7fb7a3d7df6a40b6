import process from 'node:process';
import {ChoiceNeededError} from '../../source/sources/choice-needed.ts';
import {loadImage} from '../../source/sources/load-image.ts';
import {openSource} from '../../source/sources/open-source.ts';
import {contentOf} from './open-image.ts';

// Loads the image on standard input as the program would, and writes what came of it. Arguments: `spool`, then names to try one after the other.
const [spool, ...names] = process.argv.slice(2);
const told: unknown[] = [];
for (const image of names.length > 0 ? names : [undefined]) {
	try {
		const source = await openSource({kind: 'stdin'}, {
			selection: {platform: undefined, image: image === '' ? undefined : image}, pull: 'never', spool: spool === 'spool', verify: false,
		});
		const loaded = await loadImage(source, {signal: new AbortController().signal});
		told.push({
			reference: loaded.image.reference,
			verified: loaded.layers.map(layer => layer.verification),
			content: await contentOf(source, 0, 0).catch((error: unknown) => (error as Error).message),
		});
		await source.close();
	} catch (error) {
		told.push(error instanceof ChoiceNeededError ? error.choices.map(choice => choice.reference) : (error as Error).message);
	}
}

process.stdout.write(JSON.stringify(told));
