/**
 * Passkeys: `form[data-passkey]` asks the browser for one and sends what it answers.
 *
 * `data-passkey` is `create` or `get`; `data-options` holds the server's options, or `data-options-from` the
 * address that gives them. Where there are no passkeys the form stays hidden, and `[data-passkey-missing]` shown.
 */

import { base64url, fromBase64url } from "./bytes.js";

/** @param {ArrayBuffer | null | undefined} buffer */
function text(buffer) {
  return buffer ? base64url(new Uint8Array(buffer)) : undefined;
}

function withBytes(credentials) {
  return credentials && credentials.map((each) => ({ ...each, id: fromBase64url(each.id) }));
}

function readable(options) {
  const asked = { ...options.publicKey, challenge: fromBase64url(options.publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: fromBase64url(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = withBytes(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = withBytes(asked.allowCredentials);
  return { publicKey: asked };
}

/** @param {PublicKeyCredential} credential */
function sendable(credential) {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
      transports: response.getTransports ? response.getTransports() : undefined,
    },
  };
}

/** @param {HTMLFormElement} form */
async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const options = readable(await optionsOf(form));
  const kind = form.dataset.passkey === "create" ? "create" : "get";
  const credential = await navigator.credentials[kind](options);
  form.elements.credential.value = JSON.stringify(sendable(credential));
  form.submit();
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await ask(form);
    } catch {
      problem.hidden = false;
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
  document.querySelectorAll("[data-passkey-missing]").forEach((notice) => {
    notice.hidden = true;
  });
}
