/** Numbered markers, each in step with its card in the list. */

const SIZE = 34;
const YOUR_SIZE = 20;

function icon(L, className, text = '', size = SIZE) {
  const face = document.createElement('span');
  face.textContent = text;
  return L.divIcon({ className: `marker ${className}`, html: face, iconSize: [size, size] });
}

function popup(outlet, card, inList) {
  const box = document.createElement('div');
  const link = document.createElement('a');
  link.href = outlet.address;
  link.textContent = outlet.name;
  link.lang = outlet.language;
  const state = document.createElement('p');
  state.textContent = `${outlet.distance} · ${outlet.sentence}`;
  box.append(link, state);
  if (card) {
    const item = document.createElement('a');
    item.href = `#${card.id}`;
    // The base of a frame would open it in another tab.
    item.target = '_self';
    item.textContent = inList;
    box.append(item);
  }
  return box;
}

/**
 * Which of `points`, [x, y] in pixels, stay where two nearer than `apart` would lie on
 * each other: the earlier of them.
 */
export function apartFrom(points, apart) {
  const kept = [];
  return points.map(([x, y]) => {
    const isFree = kept.every(([left, top]) => Math.hypot(x - left, y - top) >= apart);
    if (isFree) {
      kept.push([x, y]);
    }
    return isFree;
  });
}

export function youMarker(L, near, label) {
  return L.marker(near, {
    icon: icon(L, 'you', '', YOUR_SIZE),
    title: label,
    keyboard: false,
    interactive: false,
    zIndexOffset: -500,
  });
}

/**
 * Adds a marker an outlet; hovering or focusing either side lights up the other.
 *
 * Returns { showAll, showNone, showApart }: which of them are seen, the first of a heap
 * being the nearest.
 */
export function outletMarkers(L, map, outlets, inList) {
  const faces = new Map();
  // Drawn last to first, so that the nearest lies on top.
  for (const outlet of [...outlets].reverse()) {
    const card = document.getElementById(`o-${outlet.id}`);
    const name = `${outlet.number}. ${outlet.name}, ${outlet.sentence}`;
    const marker = L.marker(outlet.point, {
      icon: icon(L, outlet.state, String(outlet.number)),
      title: name,
    }).addTo(map);
    const face = marker.getElement();
    faces.set(outlet, face);
    face.setAttribute('aria-label', name);
    // Beside the buttons that zoom, not beneath them.
    marker.bindPopup(popup(outlet, card, inList), { autoPanPaddingTopLeft: [64, 8], maxWidth: 220 });
    const light = (on) => {
      card?.classList.toggle('is-lit', on);
      face.classList.toggle('is-lit', on);
    };
    for (const side of [card, face].filter(Boolean)) {
      side.addEventListener('pointerenter', () => light(true));
      side.addEventListener('pointerleave', () => light(false));
      side.addEventListener('focusin', () => light(true));
      side.addEventListener('focusout', () => light(false));
    }
    card?.addEventListener('focusin', () => map.panInside(outlet.point, { padding: [60, 60] }));
  }
  const show = (isSeen) => outlets.forEach((outlet, index) => {
    faces.get(outlet).hidden = !isSeen(index);
  });
  return {
    showAll: () => show(() => true),
    showNone: () => show(() => false),
    showApart(zoom) {
      const places = outlets.map(({ point }) => map.project(point, zoom));
      const free = apartFrom(places.map(({ x, y }) => [x, y]), SIZE);
      show((index) => free[index]);
    },
  };
}
