/** How many outlets are where, asked of the API when the map is zoomed out. */

const SIZES = [[100, 54], [10, 46], [0, 38]];
const PATIENCE_MS = 250;
const A_MINUTE_S = 60;
const SPREAD_MS = 2000;

const within = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;

/** "west,south,east,north" of what a map shows, which may go round the world. */
export function boxText({ west, south, east, north }) {
  const [left, right] = east - west >= 360 ? [-180, 180] : [within(west), within(east)];
  const edges = [left, Math.max(south, -90), right, Math.min(north, 90)];
  return edges.map((degrees) => String(Number(degrees.toFixed(4)))).join(',');
}

/** How many of a cluster one may go to: those surely shut are left out. */
export function shown({ count, open_count: open, unknown_count: unknown }) {
  return open === undefined ? count : open + unknown;
}

export function label(count, words) {
  return count === 1 ? words.one : words.many.replace('{count}', String(count));
}

/** When to ask again after a 429, in ms from now: not all who share an address at once. */
export function pause(retryAfter, chance) {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return (Number.isNaN(seconds) ? A_MINUTE_S : seconds) * 1000 + chance * SPREAD_MS;
}

function marker(L, feature, words, lookAt) {
  const { geometry, properties } = feature;
  const [longitude, latitude] = geometry.coordinates;
  const count = shown(properties);
  const face = document.createElement('span');
  face.textContent = String(count);
  const size = SIZES.find(([least]) => count >= least)[1];
  const name = label(count, words);
  const made = L.marker([latitude, longitude], {
    icon: L.divIcon({ className: 'marker cluster', html: face, iconSize: [size, size] }),
    title: name,
    zIndexOffset: -200,
  });
  made.on('add', () => made.getElement().setAttribute('aria-label', name));
  const look = () => lookAt([latitude, longitude], properties);
  // Leaflet turns Enter into a click for popups alone.
  made.on('keypress', ({ originalEvent }) => originalEvent.key === 'Enter' && look());
  return made.on('click', look);
}

/**
 * Shows clusters while the map is further out than `below`, and says so by `whenShown`;
 * asks nothing before. What cannot be had is left out: the map stays what it was, and where the site asks us to
 * wait, we do. `whenSingle` is told the point of an outlet that is chosen and stands alone.
 *
 * Returns { isShown }.
 */
export function clusterLayer(L, map, { address, below, words, whenShown, whenSingle }) {
  const layer = L.layerGroup().addTo(map);
  function lookAt(point, { count, zoom }) {
    if (count === 1) {
      whenSingle(point);
    }
    map.setView(point, Math.min(zoom ?? below, below));
  }
  let asked = new AbortController();
  let timer;
  let quietUntil = 0;

  function loadIn(ms) {
    clearTimeout(timer);
    timer = setTimeout(load, Math.max(ms, quietUntil - Date.now()));
  }

  async function load() {
    const { signal } = asked;
    const bounds = map.getBounds();
    const box = boxText({
      west: bounds.getWest(),
      south: bounds.getSouth(),
      east: bounds.getEast(),
      north: bounds.getNorth(),
    });
    const query = new URLSearchParams({ bbox: box, zoom: map.getZoom() });
    try {
      const answer = await fetch(`${address}&${query}`, { signal });
      if (answer.status === 429) {
        const ms = pause(answer.headers.get('Retry-After'), Math.random());
        quietUntil = Date.now() + ms;
        loadIn(ms);
      }
      if (!answer.ok) {
        return;
      }
      const { features } = await answer.json();
      if (signal.aborted) {
        return;
      }
      layer.clearLayers();
      for (const feature of features.filter(({ properties }) => shown(properties))) {
        marker(L, feature, words, lookAt).addTo(layer);
      }
      whenShown();
    } catch {
      // No network, or the map has moved on.
    }
  }

  map.on('moveend', () => {
    asked.abort();
    clearTimeout(timer);
    if (map.getZoom() >= below) {
      layer.clearLayers();
      return;
    }
    asked = new AbortController();
    loadIn(PATIENCE_MS);
  });

  if (map.getZoom() < below) {
    load();
  }
  return { isShown: () => layer.getLayers().length > 0 };
}
