// Passkeys: a form marked data-passkey="get" or "create" asks the browser for one, and is sent with what it answers.
// Where the browser knows none, the buttons stay hidden; everything else works without this module.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    excludeCredentials: known(options.excludeCredentials),
    allowCredentials: known(options.allowCredentials),
  };
}

function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response: parts });
}

// Why the site gives no options, in its own words.
class Refused extends Error {}

async function ask(form) {
  const body = new URLSearchParams(new FormData(form));
  const asked = await fetch(form.dataset.options, { method: "POST", body, headers: { accept: "application/json" } });
  const found = await asked.json();
  if (found.go) {
    location.assign(found.go);
    return;
  }
  if (!asked.ok) throw new Refused(found.message[document.documentElement.lang]);
  const publicKey = readable(found);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  form.elements[form.dataset.passkey === "create" ? "new_passkey" : "passkey"].value = written(credential);
  form.submit();
}

if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    const trouble = form.querySelector("[data-passkey-trouble]");
    const sentence = trouble.textContent;
    for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
    button.hidden = false;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      button.disabled = true;
      trouble.hidden = true;
      try {
        await ask(form);
      } catch (error) {
        trouble.textContent = error instanceof Refused ? error.message : sentence;
        trouble.hidden = false;
      }
      button.disabled = false;
    });
  }
