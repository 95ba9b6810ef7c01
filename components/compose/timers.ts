/** Timers as systemd units that run a script of the release in force. */
import type { Timer } from "../../workloads/model";
import type { PlacedFile, ReleaseFile } from "../remote/release";
import type { ComposeOptions, Paths } from "./options";

export const timerUnit = ({ instance }: ComposeOptions, name: string): string => `parley-${instance}-${name}`;

const scriptPath = (name: string): string => `timers/${name}.sh`;

export function timerFiles(timer: Timer, options: ComposeOptions, { current }: Paths): ReleaseFile[] {
  const unit = timerUnit(options, timer.name);
  const title = timer.title.replaceAll("%", "%%");
  return [
    { path: scriptPath(timer.name), content: timer.script, mode: 0o750 },
    {
      path: `systemd/${unit}.service`,
      content: `[Unit]
Description=${title}
Wants=network-online.target
After=network-online.target docker.service

[Service]
Type=oneshot
ExecStart=/bin/sh ${current}/${scriptPath(timer.name)}
`,
      mode: 0o644,
    },
    {
      path: `systemd/${unit}.timer`,
      content: `[Unit]
Description=${title}

[Timer]
OnCalendar=${timer.calendar} ${options.timeZone}
AccuracySec=15s
Persistent=true

[Install]
WantedBy=timers.target
`,
      mode: 0o644,
    },
  ];
}

export const timerUnits = (timer: Timer, options: ComposeOptions): PlacedFile[] =>
  ["service", "timer"].map((type) => {
    const file = `${timerUnit(options, timer.name)}.${type}`;
    return { file: `systemd/${file}`, at: `/etc/systemd/system/${file}` };
  });
