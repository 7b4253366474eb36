/** Phone numbers, resolved to a carrier on the phone, so that none leaves it. */

const LONGEST_PREFIX = 5;

/** Digits of any script to 0-9, other characters as they are. */
export function plainDigits(text) {
  return text
    .normalize('NFKC')
    .replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.codePointAt(0) - 0x17e0));
}

/** Whether the text is a phone number, of any country: it goes into no address. */
export function isNumber(text) {
  const plain = plainDigits(text).trim();
  if (!/^\+?[\d\s().\u2010-\u2015-]+$/.test(plain) || /\d\.\d+[\s,]+-?\d+\.\d/.test(plain)) {
    return false;
  }
  const { length } = plain.replace(/\D/g, '');
  return length >= 8 && length <= 17;
}

/** A Cambodian number's 9 or 10 digits with the leading 0; '' for any other text. */
export function nationalDigits(text) {
  if (!isNumber(text)) {
    return '';
  }
  const dialled = plainDigits(text).replace(/[^+\d]/g, '');
  const found = dialled.match(/^(?:(?:\+|00)?855)?0?([1-9]\d{7,8})$/);
  return found ? `0${found[1]}` : '';
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
