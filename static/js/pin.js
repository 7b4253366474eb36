import { plainDigits } from './numbers.js';

/** The code with the digits of a card in place of PIN; as it was while there are none. */
export function joined(code, typed) {
  const digits = plainDigits(typed).replace(/\D/g, '');
  return digits ? code.replace('PIN', digits) : code;
}
