/** Parley's own provider, simulated: what it may be told and what that changes are those of the real one; it does nothing. */
export { parley } from "../../../provider/types";
