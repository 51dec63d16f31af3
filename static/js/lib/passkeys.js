/** Passkeys (WebAuthn): what the server wishes is JSON with bytes as base64url; so is what the device answers. */

export const isPossible = () => window.isSecureContext && "PublicKeyCredential" in window && "credentials" in navigator;

export async function make({ publicKey }) {
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const excludeCredentials = (publicKey.excludeCredentials ?? []).map(known);
  const wish = { ...publicKey, challenge: bytes(publicKey.challenge), user, excludeCredentials };
  const made = await navigator.credentials.create({ publicKey: wish });
  return { ...named(made), response: texts(made.response, ["clientDataJSON", "attestationObject"]) };
}

export async function show({ publicKey }) {
  const allowCredentials = (publicKey.allowCredentials ?? []).map(known);
  const wish = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials };
  const shown = await navigator.credentials.get({ publicKey: wish });
  const parts = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
  return { ...named(shown), response: texts(shown.response, parts) };
}

const named = (credential) => ({ id: credential.id, rawId: text(credential.rawId), type: credential.type });
const known = (credential) => ({ ...credential, id: bytes(credential.id) });

const texts = (response, parts) =>
  Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
