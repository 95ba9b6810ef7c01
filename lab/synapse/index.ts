/** Matrix homeservers in the lab: real ones. */
export { MatrixApi, type MatrixUser } from "./matrixApi";
export { type HomeserverOptions, startHomeserver } from "./server";
export { understood } from "./understood";
