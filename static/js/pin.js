/** The code with the digits of a card in place of PIN; as it was while there are none. */
export function joined(code, typed) {
  const digits = typed.normalize('NFKC').replace(/[០-៩]/g, (digit) => digit.charCodeAt(0) - 0x17e0).replace(/\D/g, '');
  return digits ? code.replace('PIN', digits) : code;
}
