package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const (
	configScript   = "/etc/s6-overlay/scripts/config"
	serviceScripts = "/etc/s6-overlay/services"
)

// initMain is /init of the images made on s6-overlay: checks, the config script, then the services until it is told to
// stop. A service that ends is started again, as s6 does; a config script that fails ends the container
// (S6_BEHAVIOUR_IF_STAGE2_FAILS=2).
func initMain([]string) error {
	if os.Getenv("STAND_IN_FAULT") == "exits" {
		return errMadeToExit
	}
	if err := preinit(); err != nil {
		return err
	}
	go reap()
	if code := start(configScript).wait(); code != 0 {
		fmt.Fprintf(os.Stderr, "s6-rc: warning: unable to start service 10-config: command exited %d\n", code)
		fmt.Fprintln(os.Stderr, "/run/s6/basedir/scripts/rc.init: warning: s6-rc failed to properly bring all the services up! Check your logs (in /run/uncaught-logs/current if you have in-container logging) for more information.")
		return errors.New("/run/s6/basedir/scripts/rc.init: fatal: stopping the container.")
	}
	scripts, err := filepath.Glob(serviceScripts + "/*")
	if err != nil || len(scripts) == 0 {
		return fmt.Errorf("stand-in: no services in %s", serviceScripts)
	}
	supervise(scripts)
	return nil
}

// supervise returns when a signal has ended all services.
func supervise(scripts []string) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	stopping := make(chan struct{})
	var services sync.WaitGroup
	for _, script := range scripts {
		services.Add(1)
		go func() {
			defer services.Done()
			keepUp(script, stopping)
		}()
	}
	<-stop
	close(stopping)
	services.Wait()
}

// keepUp runs one service; exit code 0 means that it has done what it is there for.
func keepUp(script string, stopping <-chan struct{}) {
	for {
		service := start(script)
		ended := make(chan int, 1)
		go func() { ended <- service.wait() }()
		select {
		case code := <-ended:
			if code == 0 {
				return
			}
			log.Printf("s6-supervise %s: exited %d, starting again", filepath.Base(script), code)
		case <-stopping:
			service.command.Process.Signal(syscall.SIGTERM)
			<-ended
			return
		}
		select {
		case <-stopping:
			return
		case <-time.After(time.Second):
		}
	}
}

type child struct {
	command *exec.Cmd
	failed  error
}

func start(script string) child {
	command := exec.Command(script)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	failed := command.Start()
	if failed == nil {
		ours.Store(command.Process.Pid, true)
	}
	return child{command, failed}
}

func (c child) wait() int {
	if c.failed != nil {
		log.Print(c.failed)
		return 111
	}
	c.command.Wait()
	ours.Delete(c.command.Process.Pid)
	return c.command.ProcessState.ExitCode()
}

// reap is the first process' duty: children whose parents are gone have to be waited for. Only those: the others are
// waited for by whoever started them.
func reap() {
	for range time.Tick(10 * time.Second) {
		reapOrphans()
	}
}
