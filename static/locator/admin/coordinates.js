const LOOKS_LIKE_ADDRESS = /:\/\/|^geo:|^(?:www|maps)\./i;

/**
 * Read a position as the server will: "lat, lon", or a map page's address.
 * What only the server reads (degrees and minutes) gives null: the pin stays.
 *
 * @param {string} text
 * @param {RegExp[]} addressPatterns group 1 is the latitude, group 2 the longitude
 * @returns {{lat: number, lng: number} | null}
 */
export function readPosition(text, addressPatterns) {
  const typed = text.trim();
  const match = LOOKS_LIKE_ADDRESS.test(typed)
    ? inAddress(typed, addressPatterns)
    : typed.match(/^\(?\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*\)?$/);
  if (!match) {
    return null;
  }
  const lat = Number(match[1]);
  const lng = Number(match[2]);
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null;
}

/** Six decimals are 11 cm: finer than anyone can click. */
export function writePosition({ lat, lng }) {
  return `${trimmed(lat)}, ${trimmed(lng)}`;
}

function inAddress(text, addressPatterns) {
  let address = text;
  try {
    address = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // A stray % is no reason to give up: read the address as it stands.
  }
  for (const pattern of addressPatterns) {
    const match = address.match(pattern);
    if (match) {
      return match;
    }
  }
  return null;
}

function trimmed(degrees) {
  return String(Number(degrees.toFixed(6)));
}
