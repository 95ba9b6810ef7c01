/** Where the reverse proxy finds services that run on another machine. Pure. */
import { type HttpRoute, serviceOf, type TlsRoute, type Workload } from "../../workloads/model";

/** Routes with the ports under which the services are found on their machine. */
export const publishedRoutes = <Route extends HttpRoute | TlsRoute>(
  workload: Workload,
  routes: readonly Route[],
): Route[] =>
  routes.map((route) => {
    const port = serviceOf(workload, route.service).ports.find((one) => one.port === route.port);
    return { ...route, port: port?.published ?? route.port };
  });
