// SPDX-License-Identifier: MIT
// The names that the chat channel imports; it is switched off, and calls none of them.
const unavailable = () => {
  throw new Error('libsignal is not installed');
};

export {
  unavailable as calculateMAC,
  unavailable as calculateSignature,
  unavailable as decrypt,
  unavailable as deriveSecrets,
  unavailable as encrypt,
  unavailable as generateKeyPair,
  unavailable as verifySignature,
};
