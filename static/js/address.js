/** Addresses of searches and of ways there, without the DOM. */

const POSITION = ['near', 'place', 'q', 'bbox'];

/** Search parameters as `[name, value]` pairs, the empty ones left out. */
export function withoutEmpty(pairs) {
  return pairs.filter(([, value]) => String(value).trim() !== '');
}

/** The query of a search near a position, other parameters kept. */
export function queryNear(pairs, near) {
  const kept = withoutEmpty(pairs).filter(([name]) => !POSITION.includes(name));
  return `?${new URLSearchParams([...kept, ['near', near]])}`.replaceAll('%2C', ',');
}

/** The query of the place picker, which says why it was opened. */
export function queryBecause(pairs, problem) {
  const kept = withoutEmpty(pairs).filter(([name]) => !POSITION.includes(name));
  return `?${new URLSearchParams([['because', problem], ...kept])}`;
}

/**
 * The address that opens directions to "lat,lon" in the phone's own map; '' where the
 * system is not known to have one, so that the page with all choices is opened.
 */
export function directions(userAgent, point) {
  if (/Android/.test(userAgent)) {
    return `geo:${point}?q=${point}`;
  }
  if (/iPhone|iPad|iPod/.test(userAgent)) {
    return `https://maps.apple.com/?daddr=${point}`;
  }
  return '';
}
