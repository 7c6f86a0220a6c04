// A real OpenID provider for the tests: node provider.mjs PORT CLIENT_ID CLIENT_SECRET REDIRECT_URI
// Whoever signs in is the subject of the typed name; "chamber:sicil" in it becomes claims of the same names.
import Provider from "oidc-provider";

const [port, client_id, client_secret, redirect_uri] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect_uri], response_types: ["code"], grant_types: ["authorization_code"] }],
  claims: { openid: ["sub"], uyelik: ["oda", "sicil_no"] },
  scopes: ["openid", "uyelik"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => {
      const [oda, sicil_no] = id.split(":");
      return sicil_no ? { sub: id, oda, sicil_no } : { sub: id };
    },
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
