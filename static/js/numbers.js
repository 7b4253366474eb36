/** Phone numbers, resolved to a carrier on the phone, so that none leaves it. */

const LONGEST_PREFIX = 5;

/** Digits of any script to 0-9, other characters as they are. */
export function plainDigits(text) {
  return text
    .normalize('NFKC')
    .replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.codePointAt(0) - 0x17e0));
}

/** The number with its leading 0, digits only; '' where the text is no number. */
export function nationalDigits(text) {
  const plain = plainDigits(text).trim();
  if (!/^\+?[\d\s().\u2010-\u2015-]+$/.test(plain) || /\d\.\d+[\s,]+-?\d+\.\d/.test(plain)) {
    return '';
  }
  let digits = plain.replace(/\D/g, '').replace(/^00(?=855)/, '');
  if (digits.length < 8 || digits.length > 15) {
    return '';
  }
  if (digits.startsWith('855')) {
    digits = digits.slice(3);
  }
  return digits.startsWith('0') ? digits : `0${digits}`;
}

/**
 * { carrier, sure } of a number by its longest known prefix, else null.
 * `prefixes` maps first digits to [carrier's slug, whether that is sure].
 */
export function carrierOf(text, prefixes) {
  const digits = nationalDigits(text);
  for (let length = LONGEST_PREFIX; digits && length > 1; length -= 1) {
    const found = prefixes[digits.slice(0, length)];
    if (found) {
      return { carrier: found[0], sure: found[1] };
    }
  }
  return null;
}
