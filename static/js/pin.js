import { plainDigits } from './numbers.js';

const LONGEST_GROUP = 4;

/**
 * The code with typed digits in place of the words PIN, NUMBER and CENTS.
 * @param {string} code such as "*1537*PIN*NUMBER*CENTS#"
 * @param {Record<string, string>} typed what was typed for each word; a word without
 *   digits stays as it is
 */
export function joined(code, typed) {
  return Object.entries(typed).reduce((filled, [word, text]) => {
    const digits = plainDigits(text).replace(/\D/g, '');
    return digits ? filled.replace(word, digits) : filled;
  }, code);
}

/** The code in parts to read out: its words and signs alone, digits by at most four. */
export function groups(code) {
  const parts = code.match(/[*#]|[A-Z]+|\d+/g) ?? [];
  return parts.flatMap((part) =>
    /\d/.test(part) ? part.match(new RegExp(`\\d{1,${LONGEST_GROUP}}`, 'g')) : [part],
  );
}

/** The code as a screen reader is to say it: each digit alone, PIN as a word. */
export function spelt(code) {
  return (code.match(/[A-Z]+|./g) ?? []).join(' ');
}
