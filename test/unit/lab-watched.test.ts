/** What the lab's provider knows of objects that it follows: never less than it was answered, and not what is gone. */
import type { KubernetesObject } from "../../lab/kubernetes/api";
import { type Change, type Source, Watched } from "../../lab/kubernetes/watched";

const object = (uid: string, version: number): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: uid, uid, resourceVersion: `${version}` },
});

/** A server that has these at first, and then says what the test says. */
function followed(items: readonly KubernetesObject[], version = 10) {
  let tell: (change: Change) => void = () => {};
  const server: Source = {
    list: async () => ({ items, version: `${version}` }),
    follow: (_, __, ___, hear) => {
      tell = hear;
      return new Promise(() => {});
    },
  };
  const watched = new Watched(server, { apiVersion: "v1", kind: "Pod" });
  return { watched, tell: (type: Change["type"], about: KubernetesObject) => tell({ type, object: about }) };
}

test("what was answered holds until the server tells of something newer", async () => {
  const { watched, tell } = followed([object("a", 5)]);
  expect(await watched.now(object("a", 12))).toEqual(object("a", 12));
  tell("MODIFIED", object("a", 11));
  expect(await watched.all()).toEqual([object("a", 12)]);
  tell("MODIFIED", object("a", 13));
  expect(await watched.now(object("a", 12))).toEqual(object("a", 13));
});

test("what is gone does not come back by an older answer", async () => {
  const { watched, tell } = followed([object("a", 5), object("b", 6)]);
  await watched.all();
  tell("DELETED", object("a", 14));
  expect(await watched.now(object("a", 12))).toBeUndefined();
  expect(await watched.now(object("gone before", 9))).toBeUndefined();
  expect(await watched.all()).toEqual([object("b", 6)]);
});

test("a server that refuses is no empty one", async () => {
  const server: Source = { list: () => Promise.reject(new Error("forbidden")), follow: async () => {} };
  const watched = new Watched(server, { apiVersion: "v1", kind: "Pod" });
  await expect(watched.all()).rejects.toThrow("forbidden");
});
