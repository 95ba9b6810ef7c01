/** The pod of a video bridge, told and asked by its own REST interface, as its pod is when it goes. */
import type { Pods } from "./pods";

const rest = "http://127.0.0.1:8080";

export class Bridge {
  private constructor(
    private readonly pods: Pods,
    readonly name: string,
    private readonly uid: string,
  ) {}

  static of = async (pods: Pods, name: string): Promise<Bridge> => new Bridge(pods, name, await uidOf(pods, name));

  /** Has the stand-in say that so many conferences run on it. */
  hold = (conferences: number): Promise<string> =>
    this.ask("-X", "PUT", "-d", `${conferences}`, `${rest}/stand-in/conferences`);

  drains = async (): Promise<true | undefined> =>
    (await this.ask(`${rest}/colibri/drain`)).trim() === '{"drain":true}' || undefined;

  /** Whether another pod has its name by now. */
  replaced = async (): Promise<true | undefined> => (await uidOf(this.pods, this.name)) !== this.uid || undefined;

  private ask = (...words: string[]): Promise<string> => this.pods.in(this.name, "curl", "-sS", "-m", "5", ...words);
}

const uidOf = (pods: Pods, name: string): Promise<string> =>
  pods.kubectl("get", "pod", name, "--output=jsonpath={.metadata.uid}");
