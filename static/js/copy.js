/** Puts a text on the clipboard; resolves to whether that worked. */
export async function copy(text, clipboard) {
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
