/** Wires the map to the list beside it. */

import { queryNear } from './address.js';
import { clusterLayer } from './clusters.js';
import { placeOfYou, rememberYou, rounded } from './position.js';
import { outletMarkers, youMarker } from './markers.js';
import { failureWatch, savesData } from './tiles.js';

/** So many of the first outlets fit into the map at first; the rest may lie outside. */
const FITTED = 8;

const L = window.L;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { clusters, corners, near, outlets } = read('map-data');
const tiles = read('map-tiles');
const byId = (name) => document.querySelector(`[data-${name}]`);

const box = document.getElementById('map');
const words = box.dataset;
// Until here the box says that the map needs JavaScript.
box.replaceChildren();
const map = L.map(box, {
  minZoom: tiles.minZoom,
  maxZoom: tiles.maxZoom,
  zoomControl: false,
  // In a frame the wheel scrolls the page around it.
  scrollWheelZoom: window.top === window,
});
L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
map.on('popupopen', ({ popup }) => {
  const close = popup.getElement().querySelector('.leaflet-popup-close-button');
  close.setAttribute('aria-label', words.close);
});
map.attributionControl.setPrefix('');
L.control.scale({ imperial: false }).addTo(map);

function loadTiles() {
  const layer = L.tileLayer(tiles.address, tiles.options);
  const failed = failureWatch(() => {
    layer.remove();
    byId('no-tiles').hidden = false;
  });
  byId('close-said').addEventListener('click', () => {
    byId('no-tiles').hidden = true;
  });
  layer.on('tileerror', failed).addTo(map);
}

const points = outlets.slice(0, FITTED).map((outlet) => outlet.point);
map.fitBounds(corners ?? L.latLngBounds([near, ...points]), { padding: [36, 36], maxZoom: 17 });

if (savesData(navigator.connection)) {
  byId('saving').hidden = false;
  byId('load-tiles').addEventListener('click', () => {
    byId('saving').hidden = true;
    loadTiles();
  });
} else {
  loadTiles();
}

// Where the map searched is not where the visitor is.
const you = near && placeOfYou(near);
if (you) {
  youMarker(L, you, read('map-you')).addTo(map);
}
const pins = outletMarkers(L, map, outlets, words.inList);
const below = map.getZoom();
// Further out the pins would be a heap.
const thin = () => (map.getZoom() < below ? pins.showApart() : pins.showAll());
map.on('zoomend', thin);

if (clusters) {
  clusterLayer(L, map, {
    address: clusters,
    below,
    words: { one: words.clusterOne, many: words.clusterMany },
    // They count what the pins stand for.
    whenShown: pins.showNone,
  });
}

const here = byId('search-here');
let centre = '';
map.on('dragend', () => {
  const { lat, lng } = map.getCenter();
  const pairs = [...new URLSearchParams(location.search)];
  centre = rounded(lat, lng);
  here.href = location.pathname + queryNear(pairs, centre);
  here.hidden = false;
});
here.addEventListener('click', () => rememberYou(you, centre));
