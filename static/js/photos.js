// Photos of a form: <div class="photo-field"><input type="file" data-photos="5" multiple><ul class="taken">.
// Several shots gather in one field, each is shown and can be taken out again. Large ones are made smaller before they
// are sent: a street corner's network carries 300 kB, not 8 MB. The server checks everything again.

const LONGEST = 2400;
const LARGE = 700 * 1024;
const MOST_BYTES = 10 * 1024 * 1024;
const KINDS = ["image/jpeg", "image/png", "image/webp"];
const shown = new WeakMap();

async function smaller(file) {
  if (file.size < LARGE || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // the server says what is wrong with it
  }
}

function hold(input, files) {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  input.files = all.files;
  shown.set(input, [...files]);
  draw(input);
}

function draw(input) {
  const field = input.closest(".photo-field");
  const list = field.querySelector(".taken");
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...[...input.files].map((file, index) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    const remove = document.createElement("button");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    remove.type = "button";
    remove.setAttribute("aria-label", field.dataset.remove.replace("{n}", index + 1));
    remove.addEventListener("click", () => {
      hold(input, [...input.files].filter((_, at) => at !== index));
      input.dispatchEvent(new Event("input", { bubbles: true })); // a hand did it
      input.focus();
    });
    item.append(image, remove);
    return item;
  }));
  document.dispatchEvent(new CustomEvent("photos", { detail: { input } }));
}

function complain(input, text) {
  const words = input.closest(".photo-field").querySelector(".error");
  words.textContent = text;
  words.hidden = !text;
}

async function take(input) {
  const field = input.closest(".photo-field");
  const most = Number(input.dataset.photos);
  const before = shown.get(input) || [];
  const fresh = [...input.files].filter((file) => KINDS.includes(file.type));
  const strange = [...input.files].find((file) => !KINDS.includes(file.type));
  complain(input, strange ? field.dataset.notPhoto.replace("{name}", strange.name) : "");
  if (before.length + fresh.length > most) complain(input, field.dataset.tooMany.replace("{n}", most));
  // all stand there at once; the smaller ones take their places when they are ready
  const kept = fresh.slice(0, Math.max(most - before.length, 0));
  hold(input, [...before, ...kept]);
  for (const file of kept) {
    const small = await smaller(file);
    const now = shown.get(input);
    if (small === file || !now.includes(file)) continue;
    hold(input, now.map((other) => (other === file ? small : other)));
  }
  const large = shown.get(input).find((file) => file.size > MOST_BYTES);
  if (!large) return;
  complain(input, field.dataset.tooLarge.replace("{name}", large.name));
  hold(input, shown.get(input).filter((file) => file !== large));
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[data-photos]")) take(event.target);
});

// a form that was drawn again by the server brought its files along
function dress(root) {
  for (const input of root.querySelectorAll?.("input[data-photos]") || []) if (input.files.length) hold(input, [...input.files]);
}
document.addEventListener("drawn", (event) => dress(event.detail.root));
dress(document);
