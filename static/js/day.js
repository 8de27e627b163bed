// The running day's figures are drawn anew every minute, unless somebody is at them: a focused link keeps its place, and
// a page that nobody sees asks for nothing.
document.addEventListener("htmx:beforeRequest", (event) => {
  const live = document.getElementById("day-live");
  if (event.target !== live) return;
  if (document.hidden || live.contains(document.activeElement)) event.preventDefault();
});
