package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

const preinitName = "/package/admin/s6-overlay/libexec/preinit"

// preinit refuses what s6-overlay refuses before it starts anything, in its words (libexec/preinit).
func preinit() error {
	repair()
	fatal := func(format string, args ...any) error {
		return fmt.Errorf(preinitName+": fatal: "+format, args...)
	}
	info, err := os.Stat("/run")
	if err != nil || !info.IsDir() {
		return fatal("/run is missing or not a directory")
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return errors.New("stand-in: no owner of /run on this system")
	}
	uid, gid := uint32(os.Getuid()), uint32(os.Getgid())
	if os.WriteFile("/run/test of writability", nil, 0o600) != nil {
		// The real one now tries to mount a tmpfs of its own.
		return errors.New("s6-mount: fatal: unable to mount tmpfs on /run: Operation not permitted")
	}
	os.Remove("/run/test of writability")
	if uid != stat.Uid && !(uid == 0 || workable(info.Mode().Perm(), gid, stat)) {
		return fatal("/run belongs to uid %d instead of %d, has insecure and/or unworkable permissions, and we're lacking the privileges to fix it.", stat.Uid, uid)
	}
	if options, found := mountOptions("/run"); found && contains(options, "noexec") {
		fmt.Fprintln(os.Stderr, preinitName+": warning: your container manager pre-mounts run with the incorrect noexec option, which s6-overlay cannot work with; expect /init to crash soon. To fix the issue, either pre-mount /run with the exec option, or as a workaround give this container the CAP_SYS_ADMIN capability so s6-overlay can fix it at run time.")
		return errors.New("/init: exec: /run/s6/basedir/bin/init: Permission denied")
	}
	return nil
}

// repair takes over a /run that belongs to root, while the file's set-user-ID bit gives us root's rights: not under
// no-new-privileges. Then it gives them up.
func repair() {
	uid, gid := os.Getuid(), os.Getgid()
	if os.Geteuid() == uid {
		return
	}
	if os.Chown("/run", uid, gid) == nil {
		os.Chmod("/run", 0o755)
	}
	if err := syscall.Setresuid(uid, uid, uid); err != nil {
		panic(err)
	}
}

// workable says whether a /run of root's may be used all the same: closed to the world with the group bit set, or open
// and explicitly allowed to be.
func workable(mode os.FileMode, gid uint32, stat *syscall.Stat_t) bool {
	if stat.Uid != 0 {
		return false
	}
	if gid == 0 && stat.Gid == 0 {
		return mode&0o070 == 0o070 && mode&0o002 == 0
	}
	return mode&0o770 == 0o770 && env("S6_YES_I_WANT_A_WORLD_WRITABLE_RUN_BECAUSE_KUBERNETES", "0") != "0"
}

// mountOptions are those of the file system mounted on a directory.
func mountOptions(directory string) (options []string, found bool) {
	text, err := os.ReadFile("/proc/mounts")
	if err != nil {
		return nil, false
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 3 && fields[1] == directory {
			options, found = strings.Split(fields[3], ","), true
		}
	}
	return options, found
}

func contains(list []string, wanted string) bool {
	for _, one := range list {
		if one == wanted {
			return true
		}
	}
	return false
}
