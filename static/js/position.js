/** The phone's position, asked once, with an end to the waiting. */

export const PATIENCE_MS = 8000;

const PROBLEMS = { 1: 'denied', 2: 'unavailable', 3: 'slow' };

/** "11.5564,104.9282": four decimals (about 11 m) are all that an address holds. */
export function rounded(latitude, longitude) {
  return [latitude, longitude].map((degrees) => String(Number(degrees.toFixed(4)))).join(',');
}

/**
 * Whether the page may ask at all: one in a frame only where the page around it allows
 * that. It may where the browser does not tell.
 */
export function mayAsk({ permissionsPolicy, featurePolicy }) {
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature?.('geolocation') !== false;
}

/**
 * Resolves to { near } or { problem: 'denied' | 'slow' | 'unavailable' }, never later
 * than `patience` milliseconds: some phones neither answer nor fail.
 */
export function askPosition(geolocation, patience = PATIENCE_MS) {
  return new Promise((resolve) => {
    if (!geolocation) {
      resolve({ problem: 'unavailable' });
      return;
    }
    const timer = setTimeout(() => resolve({ problem: 'slow' }), patience);
    const settle = (answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    geolocation.getCurrentPosition(
      ({ coords }) => settle({ near: rounded(coords.latitude, coords.longitude) }),
      ({ code }) => settle({ problem: PROBLEMS[code] ?? 'unavailable' }),
      { enableHighAccuracy: false, maximumAge: 60000, timeout: patience },
    );
  });
}

/** Asks for the position while the button that was pressed says to be busy. */
export async function askPositionFor(button) {
  button.setAttribute('aria-busy', 'true');
  const answer = await askPosition(navigator.geolocation);
  button.removeAttribute('aria-busy');
  return answer;
}

const MINE = 'my-location';

/** Remembers in this tab that the visitor is there; a tab may refuse to remember. */
export function rememberMine(near, tab = window) {
  try {
    tab.sessionStorage.setItem(MINE, near);
  } catch {
    // The page then shows the coordinates.
  }
}

/** Whether that is where the visitor said to be, and not where a link or map leads. */
export function isMine(near, tab = window) {
  try {
    return Boolean(near) && tab.sessionStorage.getItem(MINE) === near;
  } catch {
    return false;
  }
}

const SEARCHED = 'searched-elsewhere';

/** Remembers in this tab where the visitor is who has the map searched at `near`. */
export function rememberYou(you, near, tab = window) {
  try {
    tab.sessionStorage.setItem(SEARCHED, JSON.stringify({ you, near }));
  } catch {
    // The page then shows them where it searched.
  }
}

/** Where the visitor of a search at `near`, [latitude, longitude], is: there, mostly. */
export function placeOfYou(near, tab = window) {
  try {
    const searched = JSON.parse(tab.sessionStorage.getItem(SEARCHED));
    return searched?.near === rounded(...near) ? searched.you : near;
  } catch {
    return near;
  }
}
