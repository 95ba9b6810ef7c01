/** What the playbook deploys: the files that Parley renders, with Ansible's variables where they need a secret. */
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Deployment } from "../../components/deployment";
import type { HostRole } from "../../components/remote/release";
import type { World } from "../../lab/world/world";
import { type Lookup, resolve, secretsIn } from "../../workloads/value";

/** Releases that consist of commands alone are tasks of the playbook. */
const deployed = (deployment: Deployment, host: HostRole) =>
  deployment.releases.filter((release) => release.host === host && release.name !== "docker");

const asVariables: Lookup = {
  secret: (name) => `{{ secrets['${name}'] }}`,
  fact: (name) => {
    throw new Error(`${name} stands in a file: facts are for the host's own scripts`);
  },
};

/** Writes the files; `templates` holds those with secrets. Where they stand on the host is in {@link writeInventory}'s variables. */
export function writeFiles(folder: string, deployment: Deployment): void {
  for (const host of ["edge", "service"] as const) {
    for (const release of deployed(deployment, host)) {
      for (const { path, content, mode, owner } of release.files) {
        const template = secretsIn(content).length > 0;
        const place = join(release.name, "current", path);
        // The folder is made by the copy of everything else, also when it holds nothing but templates.
        mkdirSync(dirname(join(folder, host, place)), { recursive: true });
        const file = join(folder, ...(template ? ["templates"] : []), host, place);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, resolve(content, asVariables));
        chmodSync(file, mode);
        if (owner) chownSync(file, owner.uid, owner.gid);
      }
    }
  }
}

const templatesOf = (deployment: Deployment, host: HostRole) =>
  deployed(deployment, host).flatMap((release) =>
    release.files
      .filter(({ content }) => secretsIn(content).length > 0)
      .map(({ path, mode, owner }) => ({
        path: join(release.name, "current", path),
        mode: `0${mode.toString(8)}`,
        ...(owner ?? { uid: 0, gid: 0 }),
      })),
  );

const placedOf = (deployment: Deployment, host: HostRole) =>
  deployed(deployment, host).flatMap((release) =>
    release.placed.map(({ file, at }) => ({ file: join(release.name, "current", file), at })),
  );

/** Writes the inventory with its variables, the secrets among them: readable for the operator alone. */
export function writeInventory(
  folder: string,
  world: Pick<World, "addresses"> & { readonly secrets: Pick<World["secrets"], "sshPrivateKeyFile"> },
  deployment: Deployment,
  service: string,
  secrets: Readonly<Record<string, string>>,
): void {
  const { instance, workload } = deployment;
  const connection = { ansible_user: "root", ansible_ssh_private_key_file: world.secrets.sshPrivateKeyFile };
  const group = (address: string) => ({ hosts: { [address]: connection } });
  const hosts = { all: { children: { edge: group(world.addresses.edge.dmz), service: group(service) } } };
  const units = placedOf(deployment, "service").map(({ at }) => at.split("/").at(-1) ?? "");
  const variables = {
    instance,
    workload: workload.name,
    state: `/var/lib/parley/${instance}`,
    edge_templates: templatesOf(deployment, "edge"),
    edge_placed: placedOf(deployment, "edge"),
    service_templates: templatesOf(deployment, "service"),
    service_placed: placedOf(deployment, "service"),
    timers: units.filter((name) => name.endsWith(".timer")),
    secrets,
  };
  mkdirSync(join(folder, "group_vars"), { recursive: true });
  writeFileSync(join(folder, "hosts.json"), JSON.stringify(hosts, null, 2));
  writeFileSync(join(folder, "group_vars", "all.json"), JSON.stringify(variables, null, 2), { mode: 0o600 });
}
