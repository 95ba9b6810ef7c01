/** The way into calls for clients with nothing but TCP 443: its name, its certificate, and whether TURN answers there. */
import type { Deployment } from "../../../components/deployment";
import { turnDomain } from "../../../settings/settings";
import { turnRealm } from "../../../workloads/matrixrtc/turn";
import type { Advice, Step } from "../step";
import { certificateStep, nameStep } from "./web";

export function turnSteps(deployment: Deployment, advice: Omit<Advice, "own">): Step[] {
  const name = turnDomain(deployment.settings);
  if (name === undefined) return [];
  return [
    { ...nameStep(deployment, name, advice), name: "turn-name" },
    {
      ...certificateStep(deployment, name, advice),
      name: "turn-certificate",
      title: "clients accept TURN's certificate",
    },
    {
      name: "turn",
      title: "TURN answers behind TLS",
      question: { ask: "turn", at: { name, port: 443 } },
      expect: { of: "turn", realm: turnRealm },
      advice: { ...advice, own: advice.service },
    },
  ];
}
