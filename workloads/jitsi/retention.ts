/** Deletes recordings that are older than the operator wants to keep them. */
import type { JitsiSettings } from "../../settings/settings";
import type { Timer } from "../model";
import { recordingDirectory, storagePath } from "./jibri";

export function retentionOf(settings: JitsiSettings): Timer[] {
  // In a cluster the job runs beside Jibri, with its volume.
  const directory = settings.platform === "kubernetes" ? storagePath : recordingDirectory(settings);
  const days = settings.recording?.keepDays;
  if (directory === undefined || days === undefined) return [];
  return [
    {
      name: "recordings-retention",
      title: `Delete recordings older than ${days} days`,
      calendar: "*-*-* 03:30:00",
      service: "jibri",
      script: script(`${directory}/recordings`, days),
    },
  ];
}

/**
 * `-mmin`, because `-mtime +30` means older than 31 days. A recording in progress is always younger. find follows no link,
 * neither below the directory nor at its name, and stays on the one file system.
 */
const script = (directory: string, days: number): string => `#!/bin/sh
set -eu
directory='${directory}'
# Not there before the first recording, or while its disk is away.
[ -d "$directory" ] || exit 0
find -P "$directory" -xdev -mindepth 1 -type f -mmin +${days * 24 * 60} -delete
find -P "$directory" -xdev -mindepth 1 -type d -empty -mmin +60 -delete
`;
