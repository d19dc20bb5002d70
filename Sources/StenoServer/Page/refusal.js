// SPDX-License-Identifier: Apache-2.0

// Why the server rejects a session.

import { headers } from "./key.js";
import { unreachable } from "./sources.js";

/**
 * A page cannot see why a WebSocket was rejected, but a plain request to the same address is answered with the reason:
 * { text, isKeyWanted, isReached }.
 */
export async function refusal(url) {
  const address = new URL(url);
  address.protocol = location.protocol;
  const response = await fetch(address, { cache: "no-store", headers: headers() }).catch(() => null);
  if (!response) return { text: unreachable, isReached: false };
  const { code, message: said } = (await response.json().catch(() => null))?.error ?? {};
  if (response.status === 401) {
    const text = code === "missing_key" ? "This server needs a key. Enter it below." : "That key is not valid. Enter another one below.";
    return { text, isKeyWanted: true, isReached: true };
  }
  if (response.status !== 426 && said) return { text: said, isReached: true }; // 426: a handshake would be welcome
  return {
    text: `The server at ${location.host} rejected the connection. A proxy in between may not let WebSockets through.`,
    isReached: response.status !== 426 && response.status < 500,
  };
}
