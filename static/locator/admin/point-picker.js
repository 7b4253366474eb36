import { followNeighbours } from "./neighbours.js";
import { readPosition, writePosition } from "./coordinates.js";

const L = window.L;
const CLOSE_ZOOM = 17;
const STEPS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

function pointPicker(element) {
  const input = document.getElementById(element.dataset.input);
  const options = JSON.parse(
    document.getElementById(element.dataset.options).textContent,
  );
  const { tiles } = options;
  const patterns = options.addressPatterns.map((pattern) => new RegExp(pattern));
  const frame = element.querySelector(".point-picker__map");
  frame.hidden = false;

  const map = L.map(element.querySelector(".point-picker__canvas"), {
    minZoom: tiles.minZoom,
    maxZoom: tiles.maxZoom,
    scrollWheelZoom: false,
    zoomControl: false,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({
    zoomInTitle: options.texts.zoomIn,
    zoomOutTitle: options.texts.zoomOut,
  }).addTo(map);
  L.tileLayer(tiles.address, tiles.options).addTo(map);

  // Not Leaflet's own image: it guesses the file's name, which is hashed here.
  const pin = L.marker(options.centre, {
    alt: options.texts.pin,
    title: options.texts.pin,
    autoPanOnFocus: false,
    draggable: true,
    icon: L.divIcon({ className: "point-picker__pin", iconSize: [28, 40], iconAnchor: [14, 38] }),
  });

  const tellNeighbours = followNeighbours(L, map);

  function show(position) {
    pin.setLatLng(position);
    if (!map.hasLayer(pin)) {
      pin.addTo(map);
      pin.getElement().addEventListener("keydown", moveByKey);
    }
  }

  function set(position) {
    show(position.wrap());
    tellNeighbours(pin.getLatLng());
    input.value = writePosition(pin.getLatLng());
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function moveByKey(event) {
    const step = STEPS[event.key];
    if (!step) {
      return;
    }
    event.preventDefault();
    const pixels = event.shiftKey ? 40 : 4;
    const moved = map
      .latLngToContainerPoint(pin.getLatLng())
      .add([step[0] * pixels, step[1] * pixels]);
    set(map.containerPointToLatLng(moved));
    map.panInside(pin.getLatLng(), { padding: [30, 50] });
  }

  map.on("click", (event) => set(event.latlng));
  pin.on("dragend", () => set(pin.getLatLng()));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) {
      event.preventDefault();
      set(map.getCenter());
    }
  });
  input.addEventListener("input", () => {
    const typed = readPosition(input.value, patterns);
    if (typed) {
      show(typed);
      tellNeighbours(typed);
      map.setView(typed, Math.max(map.getZoom(), CLOSE_ZOOM));
    }
  });

  const given = readPosition(input.value, patterns);
  map.setView(given ?? options.centre, given ? CLOSE_ZOOM : options.zoom);
  if (given) {
    show(given);
  }
}

document.querySelectorAll(".point-picker").forEach(pointPicker);
