// The state of a key and the hour of issue: step 4 of docs/spec/verdict.md where the register cannot be asked.
import { compromisedSince, isIntroduced } from "./trust-bundle.js";

/** The `key` step for something issued at an instant (or, for a QR code, on a day that begins then). */
export function keyStep(key, issued, covered) {
  const step = (result, code, facts = {}) => ({ name: "key", result, code, facts });
  if (key.purpose !== "credential") return step("fail", "key.purpose");
  if (isIntroduced(key)) return step("could_not_check", "key.not_active");
  const since = compromisedSince(key);
  const date = Math.max(since, 0);
  if (since !== null && issued >= since) return step("fail", "key.compromised", { date });
  if (!covered) return step("fail", "key.window");
  // What a document says of its own time is worth nothing once others can sign: only the register knows.
  if (since !== null) return step("could_not_check", "key.time_unproven", { date });
  return step("pass", null);
}
