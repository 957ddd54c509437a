// @ts-check
import { webcrypto } from 'node:crypto';

// Node 18, Debian 12's own, has WebCrypto but not under the name that browsers and Node 20 use.
// To be imported by every test that reaches `web/seal`.
if (globalThis.crypto === undefined) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
}
