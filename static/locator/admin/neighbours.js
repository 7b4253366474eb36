const PAUSE_MS = 300;

/**
 * Show who stands near: as dots on the map, and in the list below it.
 *
 * @param {object} L Leaflet
 * @param {object} map
 * @returns {(position: {lat: number, lng: number}) => void} tell it where the pin is
 */
export function followNeighbours(L, map) {
  const element = document.querySelector(".neighbours");
  if (!element) {
    return () => {};
  }
  const dots = L.layerGroup().addTo(map);
  const list = element.querySelector("ul");
  const none = element.querySelector(".neighbours__none");
  let timer = 0;
  let asked = 0;

  function draw(neighbours) {
    dots.clearLayers();
    for (const { says, address, point } of neighbours) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = says;
      L.circleMarker(point, { radius: 7, weight: 2, color: "#1d4f73", fillOpacity: 0.5 })
        .bindTooltip(says)
        .bindPopup(link)
        .addTo(dots);
    }
  }

  function write(neighbours) {
    const items = neighbours.map(({ says, address }) => {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = says;
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    list.replaceChildren(...items);
    none.hidden = items.length > 0;
  }

  async function ask({ lat, lng }) {
    asked += 1;
    const mine = asked;
    const query = new URLSearchParams({ at: `${lat},${lng}`, but: element.dataset.but });
    try {
      const response = await fetch(`${element.dataset.address}?${query}`);
      const { neighbours } = await response.json();
      if (mine === asked && neighbours) {
        draw(neighbours);
        write(neighbours);
      }
    } catch {
      // Without a network the list stays as it was.
    }
  }

  draw(
    [...list.querySelectorAll("a")].map((link) => ({
      says: link.textContent,
      address: link.href,
      point: link.dataset.point.split(",").map(Number),
    })),
  );
  return (position) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(position), PAUSE_MS);
  };
}
