// The page around the verification: fields, languages, and the verdict in words.

const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId("words").textContent);
let language = navigator.language.toLowerCase().startsWith("zh") ? "zh-Hans" : "en";

function say(code, values = {}) {
  return words[language][code].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function showLanguage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  document.title = say("title");
  const other = language === "en" ? "zh-Hans" : "en";
  byId("language").textContent = words[other].ownName;
  byId("language").lang = other;
}

function element(name, content, className = "") {
  const made = document.createElement(name);
  made.className = className;
  if (Array.isArray(content)) made.append(...content); else made.textContent = content;
  return made;
}

// A verdict is about what stood in the fields; once that changes it is gone.
const hideVerdict = () => { byId("verdict").hidden = true; };

function show(...pieces) {
  byId("verdict").replaceChildren(...pieces);
  byId("verdict").hidden = false;
  byId("verdict").focus();
}

function showProof(proof) {
  const document = proof.hasDocument ? "provedDocument" : proof.isRecord ? "noDocument" : "noRecord";
  const list = (...codes) => element("ul", codes.map((code) => element("li", say(code, proof))));
  show(
    element("p", say(proof.hasDocument ? "holdsWithDocument" : "holds"), "alert ok"),
    element("h2", say("proved")), list("provedEntry", document),
    element("h2", say("notProved")), list("notTruth", "notNewest", "notKey"));
}

function showRefusal(error) {
  const code = error instanceof Refusal ? "refused." + error.code : "refused.fault";
  show(element("p", say(code, error.values), "alert bad"), element("p", say("refusedAdvice")));
}

async function check() {
  try {
    if (!byId("receipt").value.trim()) throw new Refusal("receiptMissing");
    if (!byId("key").value.trim()) throw new Refusal("keyMissing");
    const file = byId("document").files[0];
    const document = file ? new Uint8Array(await file.arrayBuffer()) : null;
    showProof(verify(byId("receipt").value, byId("key").value, document));
  } catch (error) {
    showRefusal(error);
  }
}

async function takeReceipt(file) {
  hideVerdict();
  try {
    const bytes = await file.slice(0, (2 << 20) + 1).arrayBuffer();
    byId("receipt").value = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    showRefusal(new Refusal("notReceipt"));
  }
}

// A link may bring receipt and key along; what follows # is not sent to any server.
function takeLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  hideVerdict();
  if (fields.has("receipt")) byId("receipt").value = fields.get("receipt");
  if (fields.has("key")) byId("key").value = fields.get("key");
  byId("key-linked").hidden = !fields.has("key");
}

byId("form").addEventListener("submit", (event) => { event.preventDefault(); check(); });
byId("form").addEventListener("input", hideVerdict);
byId("key").addEventListener("input", () => { byId("key-linked").hidden = true; });
byId("receipt-file").addEventListener("change", (event) => {
  if (event.target.files[0]) takeReceipt(event.target.files[0]);
});
byId("language").addEventListener("click", () => {
  language = language === "en" ? "zh-Hans" : "en";
  hideVerdict();
  showLanguage();
});
// Files may be dropped anywhere: receipts are known by their beginning, anything else is the document.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", async (event) => {
  event.preventDefault();
  hideVerdict();
  for (const file of event.dataTransfer.files) {
    if ((await file.slice(0, 22).text()) === "c2sp.org/tlog-proof@v1") {
      await takeReceipt(file);
    } else {
      const files = new DataTransfer();
      files.items.add(file);
      byId("document").files = files.files;
    }
  }
});
addEventListener("hashchange", takeLink);
byId("save").hidden = !location.protocol.startsWith("http");
showLanguage();
takeLink();
