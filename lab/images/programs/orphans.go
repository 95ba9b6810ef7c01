package main

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// ours are the processes that somebody here waits for.
var ours sync.Map

// reapOrphans waits for ended processes that were handed to us.
func reapOrphans() {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if _, known := ours.Load(pid); known || !orphanedZombie(pid) {
			continue
		}
		syscall.Wait4(pid, nil, syscall.WNOHANG, nil)
	}
}

func orphanedZombie(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	// After the name in brackets, which may hold anything: state and parent.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	return len(fields) > 1 && fields[0] == "Z" && fields[1] == strconv.Itoa(os.Getpid())
}
