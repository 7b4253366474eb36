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

export function youMarker(L, near, label) {
  return L.marker(near, {
    icon: icon(L, 'you', '', YOUR_SIZE),
    title: label,
    keyboard: false,
    interactive: false,
    zIndexOffset: -500,
  });
}

/** Adds a marker an outlet; hovering or focusing either side lights up the other. */
export function outletMarkers(L, map, outlets, inList) {
  // Drawn last to first, so that the nearest lies on top.
  for (const outlet of [...outlets].reverse()) {
    const card = document.getElementById(`o-${outlet.id}`);
    const name = `${outlet.number}. ${outlet.name}, ${outlet.sentence}`;
    const marker = L.marker(outlet.point, {
      icon: icon(L, outlet.state, String(outlet.number)),
      title: name,
    }).addTo(map);
    const face = marker.getElement();
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
}
