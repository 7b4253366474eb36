/** The map of unmet demand: a box a cell, the darker the more searches. */

const L = window.L;
const element = document.getElementById("unmet-map");
const options = JSON.parse(document.getElementById("unmet-options").textContent);
const { tiles } = options;

element.hidden = false;
const map = L.map(element, {
  minZoom: tiles.minZoom,
  maxZoom: tiles.maxZoom,
  scrollWheelZoom: false,
  zoomControl: false,
}).setView(options.centre, options.zoom);
map.attributionControl.setPrefix(false);
L.control
  .zoom({ zoomInTitle: options.texts.zoomIn, zoomOutTitle: options.texts.zoomOut })
  .addTo(map);
L.tileLayer(tiles.address, tiles.options).addTo(map);

const most = Math.max(...options.cells.map((cell) => cell.count), 1);
const boxes = options.cells.map(({ box, count, said }) => {
  const [south, west, north, east] = box;
  const popup = document.createElement("div");
  for (const line of said) {
    popup.append(Object.assign(document.createElement("p"), { textContent: line }));
  }
  return L.rectangle([[south, west], [north, east]], {
    color: "#8a1c4a",
    weight: 1,
    fillOpacity: 0.15 + (0.65 * count) / most,
  }).bindPopup(popup);
});
if (boxes.length) {
  map.fitBounds(L.featureGroup(boxes).addTo(map).getBounds(), { maxZoom: 11, padding: [20, 20] });
}
