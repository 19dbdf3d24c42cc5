// Words that were typed and not kept yet: the browser asks before they are left behind.
let unkept = false;
addEventListener("input", (event) => {
  if (event.target.closest("form[data-keep]")) unkept = true;
});
addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keep]") && !event.defaultPrevented) unkept = false;
});
addEventListener("beforeunload", (event) => {
  if (unkept) event.preventDefault();
});
