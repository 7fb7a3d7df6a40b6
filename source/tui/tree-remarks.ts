import type {NodeFacts} from '../app/tree-facts.ts';
import {
	escapeBytes, joinText, ownText, type SafeText,
} from '../text/escape.ts';
import {formatBytes} from '../text/format.ts';
import type {Look} from './look.ts';
import {shownText, spansWidth, type Span} from './styled.ts';

// A hard link's target is a name in the tar: `./a`, `/a` and `a` are the same.
function trimmed(target: Uint8Array): Uint8Array {
	let start = 0;
	while (target[start] === 0x2F || (target[start] === 0x2E && target[start + 1] === 0x2F)) {
		start++;
	}

	return target.subarray(start);
}

function linkText({facts: {type, target}}: NodeFacts, {glyphs}: Look): SafeText {
	if (type === 'symlink') {
		return joinText([ownText(` ${glyphs.arrow} `), escapeBytes(target)]);
	}

	return type === 'hardlink' ? joinText([ownText(' = /'), escapeBytes(trimmed(target))]) : ownText('');
}

/** What tells of a layer: that it hid what was below, removed this, or changed its size. */
function changeSpan({change, facts, sizeBefore, isOpaque}: NodeFacts, isShort: boolean): Span {
	if (change === 'removed') {
		return [ownText(`  ${isShort ? 'layer' : 'from layer'} ${facts.layer}`), 'quiet'];
	}

	// Below a directory that is new there was nothing to hide.
	if (isOpaque && change !== 'added') {
		return [ownText(isShort ? '  opaque' : '  hides what was below'), 'removed'];
	}

	const isResized = sizeBefore !== undefined && sizeBefore !== facts.size;
	return [isResized ? joinText([ownText('  was '), formatBytes(sizeBefore)]) : ownText(''), 'quiet'];
}

/**
What is said after a name, in `room` columns: a link's target, where a removed entry came from, what it was before.
With little room in fewer words, or not at all: half a number would be a wrong one.
*/
export function remarks(node: NodeFacts, room: number, look: Look): readonly Span[] {
	const link: Span = [shownText(linkText(node, look), look), 'quiet'];
	const short = changeSpan(node, true);
	const forms = [[link, changeSpan(node, false)], [link, short], ...(node.change === 'removed' ? [[short]] : [])];
	return forms.find(spans => spansWidth(spans) <= room) ?? [link];
}
