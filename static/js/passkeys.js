// Passkeys, on the pages that ask for one. A form that only works with them stays hidden without this script.
//
// The site sends what is asked as JSON, with bytes in base64url; the browser wants bytes, and answers with bytes.

const BY_ERROR = {
  NotAllowedError: "Nothing was chosen, or it took too long. Try again.",
  InvalidStateError: "This device holds a passkey for this account already.",
  NotSupportedError: "This device or key cannot do that.",
  SecurityError: "The browser refuses passkeys at this address: they need https, or localhost by that name.",
};
const ABOUT_TO_SEND = new WeakSet();

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(list) {
  return (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

function said(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function added(form) {
  const options = onThePage().creation_options.publicKey;
  const alone = form.elements.passwordless.checked;
  const wanted = { ...options.authenticatorSelection };
  wanted.residentKey = alone ? "required" : "discouraged";
  wanted.requireResidentKey = alone;
  if (alone) wanted.userVerification = "required";
  return navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
      authenticatorSelection: wanted,
    },
  });
}

function asked({ publicKey }) {
  const challenge = bytes(publicKey.challenge);
  const allowCredentials = withBytes(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...publicKey, challenge, allowCredentials } });
}

async function askedToSignIn(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status === 429 ? "Too many tries. Wait a minute." : "The site did not answer. Try again.");
  return asked((await answer.json()).request_options);
}

function onThePage() {
  return JSON.parse(document.getElementById("passkey").textContent);
}

const WAYS = { add: added, "sign-in": askedToSignIn, ask: () => asked(onThePage().request_options) };

async function send(event) {
  const form = event.target;
  if (ABOUT_TO_SEND.has(form)) return;
  event.preventDefault();
  const fault = form.querySelector(".error[role=alert]");
  fault.textContent = "";
  try {
    form.elements.credential.value = JSON.stringify(said(await WAYS[form.dataset.passkey](form)));
  } catch (error) {
    fault.textContent = BY_ERROR[error.name] ?? error.message;
    return;
  }
  ABOUT_TO_SEND.add(form);
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
