/** The engine's requests, counted while they are being answered. */
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";

type Answers = Readonly<Record<string, handleUnaryCall<never, unknown>>>;

export class Requests {
  private begun = 0;
  private answered = 0;

  get unanswered(): number {
    return this.begun - this.answered;
  }

  /** The same answers. */
  counted(answers: object): UntypedServiceImplementation {
    const counted = Object.entries(answers as Answers).map(([name, answer]) => [name, this.one(answer)]);
    return Object.fromEntries(counted);
  }

  private one(answer: Answers[string]): Answers[string] {
    return (call, done) => {
      this.begun += 1;
      answer(call, (...given) => {
        this.answered += 1;
        done(...given);
      });
    };
  }
}
