/** A class of characters that take one column, whatever stands beside them: ASCII, Latin letters, rules, bars and arrows. */
export const narrowCharacters = String.raw`[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2212\u23CE\u2500-\u259F\u25B2-\u25C9\u25CC]`;
