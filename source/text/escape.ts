declare const safe: unique symbol;

/** Text that can't make a terminal do anything: it went through `escapeText` or `escapeBytes`, or is the project's own. */
export type SafeText = string & {readonly [safe]: true};
