import {imageFreshness, type Freshness} from '../catalogue/freshness.ts';
import type {Catalogue} from '../catalogue/local-image.ts';
import {freedBytes} from '../catalogue/removal-bytes.ts';
import {isPartlyRead} from '../image/loaded-image.ts';
import {placeText, platformText, wayText} from '../app/image-text.ts';
import {openLocalImage} from '../app/desk/update-outdated.ts';
import {rememberLast} from '../app/remember.ts';
import type {State} from '../app/state.ts';
import {escapeText, joinText, ownText} from '../text/escape.ts';
import {formatBytes, formatNumber, formatShare} from '../text/format.ts';
import type {Look} from './look.ts';
import {
	gap, split, spansWidth, type Span, type Styled,
} from './styled.ts';

function sizeText(session: State['session'], {glyphs}: Look): string {
	const {layers, totals, image} = session;
	const number = layers.length - (image?.container === undefined ? 0 : 1);
	const count = `${number} ${number === 1 ? 'layer' : 'layers'}${image?.container === undefined ? '' : ' of the image'}`;
	return totals === undefined ? `${glyphs.unknown} in ${count}` : `${isPartlyRead(session) ? 'at least ' : ''}${formatBytes(totals.shipped)} in ${count}`;
}

const freshnessWords: Partial<Readonly<Record<Freshness, Span>>> = {
	outdated: [ownText('outdated in its registry'), 'changed'],
	current: [ownText('as in its registry'), 'good'],
	local: [ownText('built or named here'), 'quiet'],
	gone: [ownText('not in its registry'), 'bad'],
	failed: [ownText('its registry gave no answer'), 'bad'],
	asking: [ownText('its registry is asked'), 'quiet'],
};

/** How the open image stands to its registry, where that was asked. */
function freshnessSpans(state: State): readonly Span[] {
	const {catalogue, registry} = state.desk;
	const image = openLocalImage(state);
	const freshness = image?.tags.some(tag => registry.has(tag)) === true ? imageFreshness(image, catalogue?.store, registry) : undefined;
	const words = freshness === undefined ? undefined : freshnessWords[freshness];
	return words === undefined ? [] : [words];
}

/** How many images are behind their registries. */
function outdatedSpans({catalogue, registry}: State['desk']): readonly Span[] {
	const outdated = (catalogue?.images ?? []).filter(image => imageFreshness(image, catalogue?.store, registry) === 'outdated').length;
	return outdated === 0 ? [] : [gap(2), [ownText(`${outdated} outdated`), 'changed']];
}

/** That the image is one of several. */
function heldText({held}: State['session']): string {
	return held === undefined || held < 2 ? '' : `, one of ${held} (P)`;
}

const wide = 100;

function deadText({session, size}: State, {glyphs}: Look): string {
	const {totals} = session;
	if (totals === undefined) {
		return `dead ${glyphs.unknown}`;
	}

	if (isPartlyRead(session)) {
		return `dead at least ${formatBytes(totals.dead)}`;
	}

	const efficient = size.columns < wide ? '' : `, ${formatShare(totals.efficiency)} efficient`;
	return `dead ${formatBytes(totals.dead)}${efficient}`;
}

/** What the header says of the image, most wanted first. */
function parts(state: State, look: Look): readonly Span[] {
	const {session, title} = state;
	const {reference, id} = session.image ?? {};
	// What was opened by its ID is called as it was in the list.
	const name: Span = [escapeText(reference === undefined || reference === id ? title : reference), 'bright'];
	if (session.image === undefined) {
		return [name];
	}

	return [
		name,
		...freshnessSpans(state),
		...(session.image.container === undefined ? [] : [[escapeText(session.image.container.state)] as const]),
		[escapeText(platformText(session.image.platform) + heldText(session))],
		[ownText(sizeText(session, look))],
		[ownText(deadText(state, look))],
		...(session.warnings.length > 0 ? [[ownText(`${session.warnings.length} ${session.warnings.length === 1 ? 'warning' : 'warnings'} (W)`), 'changed'] as const] : []),
	];
}

/** How many images no container uses, and what removing them would free. */
function spareSpans(catalogue: Catalogue | undefined): readonly Span[] {
	const unused = new Set((catalogue?.images ?? []).filter(({containers}) => containers.length === 0).map(({id}) => id));
	if (catalogue?.isComplete !== true || unused.size === 0) {
		return [];
	}

	const {bytes, isExact} = freedBytes(catalogue, unused);
	const freed = isExact || bytes > 0 ? `, ${isExact ? '' : 'at least '}${formatBytes(bytes)} could be freed` : '';
	return [gap(2), [ownText(`${unused.size} unused${freed}`), 'quiet'], gap(1)];
}

/** The first line among the engine's images: how many there are, and where. */
function imagesHeader({desk, size: {columns}}: State, look: Look): Styled {
	const {catalogue, location} = desk;
	const images = catalogue?.images ?? [];
	const count: Span = [ownText(catalogue === undefined ? 'Images' : `${formatNumber(images.length)} ${images.length === 1 ? 'image' : 'images'}`), 'bright'];
	const where: readonly Span[] = location === undefined ? [] : [[joinText([ownText(' on '), escapeText(location)])]];
	const spare = spareSpans(catalogue);
	const left = [gap(1), count, ...where, ...outdatedSpans(desk)];
	return split(left, spansWidth(left) + spansWidth(spare) <= columns ? spare : [], columns, look);
}

/** The first line: the image in a few words; where there is little room only the first of them. */
export const header = rememberLast((state: State, look: Look): Styled => {
	if (state.place === 'images') {
		return imagesHeader(state, look);
	}

	const {columns} = state.size;
	const {session} = state;
	const {source} = session;
	const shown: Span[] = [gap(1)];
	for (const [position, part] of parts(state, look).entries()) {
		const next = position === 0 ? [part] : [gap(2), part];
		if (position > 0 && spansWidth(shown) + spansWidth(next) > columns - 1) {
			break;
		}

		shown.push(...next);
	}

	const whole = source === undefined ? undefined : placeText(source, session.image);
	const short = whole === source?.location ? [] : [source?.kind ?? ''];
	const way = wayText(session.image);
	const marked = way === '' ? [] : short.map(kind => `${kind}${way}`);
	const wheres = whole === undefined ? [] : [whole, ...marked, ...short].map(text => escapeText(text));
	const where = wheres.map((text): readonly Span[] => [gap(2), [text, 'quiet'], gap(1)]).find(spans => spansWidth(shown) + spansWidth(spans) <= columns);
	return split(shown, where ?? [], columns, look);
}, ({session, title, size, place, desk}, look) => [session, title, size, place, desk.catalogue, desk.location, desk.registry, look]);
