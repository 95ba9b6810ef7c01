/** Tasks: what takes longer than an answer. They go on while the asker asks how far they are. */
import { Failure } from "./failure";

interface Task {
  readonly upid: string;
  readonly node: string;
  readonly type: string;
  readonly id: string;
  readonly user: string;
  readonly pid: number;
  readonly starttime: number;
  status: "running" | "stopped";
  exitstatus?: string;
  readonly log: string[];
}

export type Work = (log: (line: string) => void) => Promise<void>;

export class Tasks {
  private readonly all = new Map<string, Task>();
  /** One at a time for each container, as Proxmox's locks have it. */
  private readonly queues = new Map<string, Promise<void>>();
  private last = process.pid;

  constructor(private readonly node: string) {}

  /** Starts a task and answers with its UPID at once. */
  start(type: string, id: string, user: string, work: Work): string {
    const pid = ++this.last;
    const starttime = Math.floor(Date.now() / 1000);
    const numbers = [pid, process.hrtime()[0], starttime].map((n) => n.toString(16).toUpperCase().padStart(8, "0"));
    const upid = `UPID:${this.node}:${numbers.join(":")}:${type}:${id}:${user}:`;
    const task: Task = { upid, node: this.node, type, id, user, pid, starttime, status: "running", log: [] };
    this.all.set(upid, task);
    const before = this.queues.get(id) ?? Promise.resolve();
    this.queues.set(
      id,
      before.then(() => finish(task, work)),
    );
    return upid;
  }

  status(upid: string): Omit<Task, "log"> {
    const { log, ...task } = this.find(upid);
    return task;
  }

  log(upid: string): { n: number; t: string }[] {
    const { log, status, exitstatus } = this.find(upid);
    const last = exitstatus === "OK" ? "TASK OK" : `TASK ERROR: ${exitstatus}`;
    return (status === "running" ? log : [...log, last]).map((t, at) => ({ n: at + 1, t }));
  }

  list(): readonly Omit<Task, "log">[] {
    return [...this.all.keys()].map((upid) => this.status(upid));
  }

  private find(upid: string): Task {
    const task = this.all.get(upid);
    if (!task) throw new Failure(400, `unable to parse worker upid '${upid}'`);
    return task;
  }
}

async function finish(task: Task, work: Work): Promise<void> {
  try {
    await work((line) => task.log.push(line));
    task.exitstatus = "OK";
  } catch (error) {
    task.exitstatus = error instanceof Error ? error.message.trim() : String(error);
  }
  task.status = "stopped";
}
