/** Every way in of MatrixRTC that Traefik can be, read by a real Traefik from a real API server: who answers, and to what. */
import { eventually } from "../../lab/world/wait";
import { clusterSettings, everyRtc } from "../support/cluster";
import { RouteWorld } from "./kubernetes/routeWorld";

jest.setTimeout(10 * 60_000);

let world: RouteWorld;
beforeAll(async () => {
  world = await RouteWorld.start();
});
afterAll(() => world?.stop());

const traefik = { kind: "traefik", tls: { secret: "meet-example-org-tls" } };
const gateway = { kind: "gateway", class: "traefik", tls: { secret: "meet-example-org-tls" } };
const onNodes = { media: { expose: "hostPort" } };

describe.each([
  ["an Ingress", { ingress: traefik }],
  ["an Ingress, LiveKit in a namespace of its own", { ingress: traefik, ...onNodes }],
  ["a Gateway", { ingress: gateway }],
  ["a Gateway, LiveKit in a namespace of its own", { ingress: gateway, ...onNodes }],
])("by %s", (_, kubernetes) => {
  beforeAll(async () => {
    await world.put(clusterSettings(kubernetes, everyRtc));
    await eventually("the routes", async () => {
      const [page, media] = [await world.get("/"), await world.get("/livekit/sfu/")];
      if (page === "element-call /" && media === "livekit /") return true;
      throw new Error(`${page}, ${media}; ${world.said}`);
    });
  });
  afterAll(() => world.remove());

  test.each([
    ["/room/#/secret", "element-call /room/"],
    ["/livekit/jwt/sfu/get", "lk-jwt-service /sfu/get"],
    ["/livekit/jwt/get_token", "lk-jwt-service /get_token"],
    ["/livekit/jwt/healthz", "lk-jwt-service /healthz"],
    ["/livekit/sfu/twirp/livekit.RoomService/CreateRoom", "livekit /twirp/livekit.RoomService/CreateRoom"],
    ["/livekit/sfu/rtc/validate?access_token=a", "livekit /rtc/validate?access_token=a"],
    ["/.well-known/matrix/client", "well-known /.well-known/matrix/client"],
    ["/.well-known/other", "element-call /.well-known/other"],
  ])("%s", async (path, answer) => {
    expect(await world.get(path)).toBe(answer);
  });

  test("a WebSocket for signalling", async () => {
    expect(await world.upgrade("/livekit/sfu/rtc/v1?access_token=a")).toBe("livekit /rtc/v1?access_token=a");
  });
});
