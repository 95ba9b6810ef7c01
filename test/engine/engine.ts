/** What tests of the engine need, under the names that they know. */
export { anyEngine, type Operation, ScratchStack as TestStack } from "../../lab/stack/scratchStack";
