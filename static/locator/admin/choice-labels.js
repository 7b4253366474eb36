/* select2 draws its own boxes and gives them no name: lend them that of the field. */
const $ = window.django?.jQuery;

const nameOf = (select) =>
  select.labels[0]?.textContent.trim() ?? select.getAttribute("aria-label");

function lendName(select) {
  const drawn = $(select).data("select2")?.$container[0];
  if (!drawn) return;
  if (select.multiple) {
    drawn.querySelector("input").setAttribute("aria-label", nameOf(select));
    return;
  }
  const box = drawn.querySelector("[role=combobox]");
  const chosen = drawn.querySelector(".select2-selection__rendered");
  box.id = `${select.id}_box`;
  box.setAttribute("aria-label", nameOf(select));
  box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
  chosen.setAttribute("aria-labelledby", box.id);
}

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
