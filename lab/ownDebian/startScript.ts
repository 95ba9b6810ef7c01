/** There as soon as programs inside find what belongs to them. */
export const ready = "/run/parley-ready";

/** Shell that becomes a Debian's first process: `sh TREE FOLDER FIRST [SOURCE PATH]…`. */
export const startScript = `set -e
tree=$1 folder=$2 first=$3 root=$2/root
shift 3
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$tree,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
while [ $# -gt 0 ]; do
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  shift 2
done
hostname parley-debian
ip link set lo up
mkdir -p "$root/.old"
# Not chroot: a program that joins a container's mounts would find itself at the machine's root.
cd "$root"
pivot_root . .old
exec chroot . sh -c "umount -l /.old; mkdir ${ready}; $first" "$(basename "$folder")"
`;
