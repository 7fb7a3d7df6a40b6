import type {LayerscopeError} from '../errors.ts';
import type {AskedFacts} from '../image/asked-facts.ts';
import type {ImageFacts, Verification} from '../image/image-facts.ts';
import type {Change, Lifetimes} from '../image/lifetimes.ts';
import type {Warning} from '../image/warning.ts';
import type {Progress} from '../progress/progress.ts';
import type {LayerCounts} from '../image/changes.ts';
import type {DeskKeyMessage, DeskMessage} from './desk/desk-messages.ts';
import type {Size} from './layout.ts';
import type {Motion} from './list.ts';
import type {
	Choice, ExtractTarget, Prompt, Question, Totals,
} from './state.ts';

/** What a source tells while an image is opened and read. */
export type SessionMessage =
	| {readonly type: 'opened'; readonly kind: string; readonly location: string; readonly comesOnce?: boolean | undefined}
	| {readonly type: 'image'; readonly image: ImageFacts}
	| {readonly type: 'progress'; readonly progress: Progress; readonly now: number}
	| {readonly type: 'indexed'; readonly layer: number; readonly verification: Verification; readonly failure: LayerscopeError | undefined}
	| {readonly type: 'merged'; readonly lifetimes: Lifetimes; readonly count: number; readonly counts: readonly LayerCounts[]; readonly totals: Totals | undefined}
	| {readonly type: 'verification'; readonly layer: number; readonly verification: Verification; readonly failure?: LayerscopeError | undefined}
	| {readonly type: 'warning'; readonly warning: Warning}
	| {readonly type: 'asked'; readonly question: Question; readonly facts: AskedFacts}
	| {readonly type: 'ask-failed'; readonly error: LayerscopeError}
	| {readonly type: 'finished'}
	| {readonly type: 'choices'; readonly choices: readonly Choice[]}
	/** What the source of the open image holds, or as much as is known of it yet. */
	| {readonly type: 'held'; readonly choices: readonly Choice[]; readonly isWhole: boolean}
	| {readonly type: 'held-failed'; readonly error: LayerscopeError}
	| {readonly type: 'failed'; readonly error: LayerscopeError};

/** What reading a file and writing one tell. */
export type ContentMessage =
	| {readonly type: 'content-progress'; readonly current: number; readonly total: number | undefined}
	| {readonly type: 'content'; readonly bytes: Uint8Array; readonly isCut: boolean}
	| {readonly type: 'content-failed'; readonly error: LayerscopeError}
	| {readonly type: 'extracted'; readonly file: string; readonly bytes: number}
	| {readonly type: 'extract-exists'; readonly file: string; readonly target: ExtractTarget}
	| {readonly type: 'extract-failed'; readonly error: LayerscopeError};

export type ScreenName = 'details' | 'config' | 'help' | 'dead' | 'warnings';

/** What a key means; the binding table holds these. */
export type KeyMessage =
	| DeskKeyMessage
	| {readonly type: 'move'; readonly motion: Motion}
	| {readonly type: 'focus'; readonly pane: 'layers' | 'tree' | 'other'}
	| {readonly type: 'layer'; readonly by: -1 | 1}
	/** Left: fold, or go to the directory above; scroll to the left. */
	| {readonly type: 'fold'}
	/** Right: unfold, or go in; scroll to the right. */
	| {readonly type: 'unfold'}
	| {readonly type: 'turn'}
	| {readonly type: 'depth'; readonly depth: number}
	| {readonly type: 'scope'}
	| {readonly type: 'sort'}
	| {readonly type: 'hide'; readonly change: Change}
	| {readonly type: 'match'; readonly by: -1 | 1}
	| {readonly type: 'change'; readonly by: -1 | 1}
	| {readonly type: 'enter'}
	| {readonly type: 'view'}
	| {readonly type: 'show'; readonly screen: ScreenName}
	/** The other way to show the same: text or hexadecimal, a list or JSON, with details or without. */
	| {readonly type: 'form'}
	| {readonly type: 'ask'; readonly purpose: Exclude<Prompt['purpose'], 'search' | 'images'>}
	/** To the images that the source holds. */
	| {readonly type: 'choose'}
	| {readonly type: 'compare'}
	| {readonly type: 'cancel'}
	| {readonly type: 'retry'}
	/** To read all of what unpacks to far more than it is stored as. */
	| {readonly type: 'unpack-all'}
	| {readonly type: 'back'}
	| {readonly type: 'suspend'}
	/** Without `isCertain` it is asked whether what is at work may be stopped. */
	| {readonly type: 'quit'; readonly isCertain: boolean};

/** What a key means while a line is typed. */
export type PromptMessage =
	| {readonly type: 'typed'; readonly text: string}
	| {readonly type: 'erase'; readonly what: 'character' | 'word' | 'all'}
	| {readonly type: 'expression'}
	| {readonly type: 'accept'}
	| {readonly type: 'refuse'};

export type Message =
	| SessionMessage
	| DeskMessage
	| ContentMessage
	| KeyMessage
	| PromptMessage
	| {readonly type: 'resize'; readonly size: Size}
	/** Something that the user should know, whatever is on the screen; untrusted text. */
	| {readonly type: 'noticed'; readonly text: string};
