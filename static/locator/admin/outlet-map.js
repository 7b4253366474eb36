const L = window.L;
const PAUSE_MS = 200;

const element = document.querySelector(".outlet-map");
const says = document.getElementById("outlet-map-says");
const options = JSON.parse(document.getElementById("outlet-map-options").textContent);
const { tiles, texts } = options;

const map = L.map(element, {
  minZoom: tiles.minZoom,
  maxZoom: tiles.maxZoom,
  zoomControl: false,
});
map.attributionControl.setPrefix(false);
L.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
L.tileLayer(tiles.address, tiles.options).addTo(map);
const shown = L.layerGroup().addTo(map);
let asked = 0;
let timer = 0;

function point({ at, says: name, address }) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = name;
  return L.circleMarker(at, { radius: 7, weight: 2, color: "#1d4f73", fillOpacity: 0.6 })
    .bindTooltip(name)
    .bindPopup(link);
}

function cell({ at, number, address }) {
  const size = Math.round(22 + 6 * Math.log10(number));
  const icon = L.divIcon({
    className: "outlet-map__cell",
    html: String(number),
    iconSize: [size + 8, size],
  });
  return L.marker(at, { icon, title: String(number), alt: String(number) }).on("click", () => {
    if (address) {
      window.location.assign(address);
    } else {
      map.setView(at, Math.min(map.getZoom() + 2, tiles.maxZoom));
    }
  });
}

async function draw() {
  asked += 1;
  const mine = asked;
  const box = map.getBounds();
  const edges = [
    Math.max(box.getWest(), -180),
    Math.max(box.getSouth(), -90),
    Math.min(box.getEast(), 180),
    Math.min(box.getNorth(), 90),
  ];
  try {
    const response = await fetch(`${element.dataset.points}&box=${edges.join(",")}`);
    const { points, cells } = await response.json();
    if (mine !== asked || !points) {
      return;
    }
    shown.clearLayers();
    points.forEach((one) => point(one).addTo(shown));
    cells.forEach((one) => cell(one).addTo(shown));
    const { few, many, none } = says.dataset;
    says.textContent = cells.length ? many : points.length ? few : none;
  } catch {
    // Without a network what is drawn stays.
  }
}

map.on("moveend", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE_MS);
});
map.setView(options.centre, options.zoom);
