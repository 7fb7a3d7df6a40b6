import {latin1} from '../helpers/tar-bytes.ts';

/** A text that wants more than to be read; bytes, since not all of them are UTF-8. */
export type HostileText = {readonly name: string; readonly bytes: Uint8Array};

const utf8 = (text: string) => new TextEncoder().encode(text);

/** What a terminal would obey. */
const commands: Readonly<Record<string, string>> = {
	'CSI that blinks': '\u001B[5mblink',
	'CSI that clears the screen': '\u001B[2J\u001B[H',
	'CSI that leaves the other screen': '\u001B[?1049l\u001B[?25h',
	'CSI that turns modes on': '\u001B[4h\u001B[?1h\u001B[?6h\u001B[?1000h\u001B[?1006h\u001B[?2004h\u001B[?2026h',
	'CSI that asks for an answer': '\u001B[c\u001B[>c\u001B[6n\u001B[18t\u001B[21t\u001B[?2026$p',
	'CSI that scrolls and moves': '\u001B[1;2r\u001B[99A\u001B[5S\u001B[3L\u001B[2P',
	'CSI cut short': '\u001B[',
	'OSC 0': '\u001B]0;owned\u0007',
	'OSC 2 ended by ST': '\u001B]2;owned\u001B\\',
	'OSC 4 and 11': '\u001B]4;1;?\u0007\u001B]11;?\u0007\u001B]10;#ff0000\u0007',
	'OSC 8': '\u001B]8;;http://evil.example/\u001B\\link\u001B]8;;\u001B\\',
	'OSC 52': '\u001B]52;c;b3duZWQ=\u0007',
	'OSC unterminated': '\u001B]0;owned',
	DCS: '\u001BP$q"p\u001B\\\u001BP+q544e\u001B\\',
	'DCS unterminated': '\u001BPq#0;2;0;0;0',
	APC: '\u001B_Gf=24,s=1,v=1;AAAA\u001B\\',
	'APC unterminated': '\u001B_owned',
	PM: '\u001B^owned\u001B\\',
	'PM unterminated': '\u001B^owned',
	SOS: '\u001BXowned',
	'resets and charsets': '\u001Bc\u001B(0\u001B#8\u001B>\u001B=\u001B7\u001B8\u001BM\u001BD',
	BEL: 'ding\u0007dong',
	BS: 'abc\b\b\bXYZ',
	CR: 'overwritten\rgone',
	DEL: 'del\u007F\u007Fete',
	'SO and SI': 'a\u000Elqqk\u000Fb',
	'VT and FF': 'a\u000Bb\u000Cc',
	'ENQ and XON': 'a\u0005b\u0011c\u0013d',
	'ESC alone': 'a\u001B',
	'C1 as UTF-8': '\u009B31;5mred\u009D0;owned\u009C\u0090q\u009E\u009F\u0085next',
	LF: 'first\nsecond',
	TAB: 'first\tsecond',
	'CR LF': 'first\r\nsecond',
};

/** What isn't what it looks like. */
const disguises: Readonly<Record<string, string>> = {
	'U+2028 and U+2029': 'first\u2028second\u2029third',
	'bidi overrides': 'evil\u202Egnp.exe\u202C\u2066a\u2067b\u2068c\u2069\u200E\u200F\u061C',
	'zero-width characters': 'a\u200Bb\u200Cc\u200Dd\u2060e\u00ADf',
	'tag characters': 'a\u{E0001}\u{E0041}\u{E007F}b',
	'variation selectors': 'a\uFE0Fb\u{E0100}c',
	'a byte order mark': '\uFEFFname',
	'noncharacters and private ones': 'a\uFFFEb\uE000c\u{10FFFF}d',
	'spaces that aren\'t': 'a\u00A0b\u3000c\u2003d\u2800e\u3164f',
	'40 combining marks': `e${'\u0301'.repeat(40)}z`,
	'a mark at the beginning': '\u0301\u20DDname',
	'emoji sequences': '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u{1F1E9}\u{1F1EA}\u{1F44D}\u{1F3FD}\u2764\uFE0F',
	CJK: '\u65E5\u672C\u8A9E\uFF21\uD55C',
	'right-to-left letters': '\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD',
	'leading and trailing spaces': '   name   ',
	'-rf': '-rf',
	'--help': '--help',
	'$(id)': '$(id)`id`;id|id&&id>id',
	quotes: String.raw`'"\$HOME%s%n{{.}}`,
	'a literal \\x1b': String.raw`\x1b[31m`,
	'a literal <U+202E>': '<U+202E>',
	'ESC itself': '\u001B[31m',
	'a home': '~root',
};

const bytes: Readonly<Record<string, string>> = {
	'C1 raw': 'a\u009B31mb\u009D0;owned\u009Cc',
	'invalid UTF-8 FF': 'a\u00FFb',
	'invalid UTF-8 FE': 'a\u00FEb',
	'UTF-8 cut short': 'a\u00E2\u0082',
	'UTF-8 too long': 'a\u00C0\u009B31m',
	'a surrogate in UTF-8': 'a\u00ED\u00A0\u0080b',
	'Latin-1': 'caf\u00E9',
};

const fromTexts = (texts: Readonly<Record<string, string>>): HostileText[] => Object.entries(texts).map(([name, text]) => ({name, bytes: utf8(text)}));

/** Those that are Unicode, and so can stand in JSON. */
export const hostileStrings: readonly string[] = [...Object.values(commands), ...Object.values(disguises)];

/** Every hostile text; no two are equal. None holds a slash or a NUL, so that each can be a name. */
export const hostileTexts: readonly HostileText[] = [
	...fromTexts(commands), ...fromTexts(disguises), ...Object.entries(bytes).map(([name, text]) => ({name, bytes: latin1(text)})),
].map(({name, bytes: text}) => ({name, bytes: text.map(byte => byte === 0x2F ? 0x5F : byte)}));
