/*
 * What scripts of the admin draw without names or roles: select2's boxes are lent the
 * name of their field, and the icons beside Django's filters are images.
 */
const $ = window.django?.jQuery;

const nameOf = (select) =>
  select.labels[0]?.textContent.trim() ?? select.getAttribute("aria-label");

function lendName(select) {
  const drawn = $(select).data("select2")?.$container[0];
  if (!drawn) return;
  if (select.multiple) {
    drawn.querySelector("input").setAttribute("aria-label", nameOf(select));
    // A list of more than items: the cross that takes all away stands in it too.
    drawn.querySelector("ul").setAttribute("role", "none");
    return;
  }
  const box = drawn.querySelector("[role=combobox]");
  const chosen = drawn.querySelector(".select2-selection__rendered");
  box.id = `${select.id}_box`;
  box.setAttribute("aria-label", nameOf(select));
  box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
  chosen.setAttribute("aria-labelledby", box.id);
}

// admin/js/SelectFilter2.js draws them once all is loaded, and asked to before.
window.addEventListener("load", () => {
  document
    .querySelectorAll(".help-tooltip[aria-label]")
    .forEach((icon) => icon.setAttribute("role", "img"));
});

// admin/js/autocomplete.js asked to be called before.
$?.(() => {
  document.querySelectorAll(".admin-autocomplete").forEach(lendName);
  document.addEventListener("formset:added", (event) => {
    event.target.querySelectorAll(".admin-autocomplete").forEach(lendName);
  });
  $(document).on("select2:open", ({ target }) => {
    const search = document.querySelector(".select2-dropdown .select2-search__field");
    search?.setAttribute("aria-label", nameOf(target));
  });
});
