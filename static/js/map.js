/** Wires the map to the list beside it. */

import { queryNear } from './address.js';
import { clusterLayer } from './clusters.js';
import { placeOfYou, rememberYou, rounded } from './position.js';
import { outletMarkers, youMarker } from './markers.js';
import { failureWatch, savesData } from './tiles.js';

/** From this zoom on, a search of what the map shows finds what is seen. */
const SEARCHED_FROM = 11;

const L = window.L;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { clusters, corners, fitted, near, outlets } = read('map-data');
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

const points = outlets.slice(0, fitted).map((outlet) => outlet.point);
const around = corners ?? (near ? [near, ...points] : points);
map.fitBounds(around, { padding: [36, 36], maxZoom: 17 });

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
// A map of the country has no pins: it counts at every zoom.
const below = outlets.length ? map.getZoom() : tiles.maxZoom + 1;

/** The address of this page for a search there. */
function addressNear(centre) {
  const pairs = [...new URLSearchParams(location.search)];
  return location.pathname + queryNear(pairs, centre);
}

const counted = clusters && clusterLayer(L, map, {
  address: clusters,
  below,
  words: { one: words.clusterOne, many: words.clusterMany },
  // They count what the pins stand for.
  whenShown: pins.showNone,
  whenSingle: ([lat, lng]) => !outlets.length && location.assign(addressNear(rounded(lat, lng))),
});

/** Further out the pins would be a heap, before the map moves there and after. */
function thin(zoom) {
  if (zoom < below && !(counted && counted.isShown())) {
    pins.showApart(zoom);
  }
}
map.on('zoomanim', ({ zoom }) => thin(zoom));
map.on('zoomend', () => {
  thin(map.getZoom());
  if (map.getZoom() >= below) {
    pins.showAll();
  }
});

const here = byId('search-here');
let centre = '';
function offerHere() {
  const { lat, lng } = map.getCenter();
  centre = rounded(lat, lng);
  here.href = addressNear(centre);
  here.hidden = map.getZoom() < SEARCHED_FROM && !outlets.length;
}
map.on(outlets.length ? 'dragend' : 'moveend', offerHere);
here.addEventListener('click', () => rememberYou(you, centre));
