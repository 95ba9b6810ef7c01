export { ProgramCopy } from "../../lab/stack/programCopy";
