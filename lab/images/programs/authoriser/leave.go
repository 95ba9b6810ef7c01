package authoriser

import (
	"log"
	"net/http"
	"sync"
	"time"
)

type place struct{ room, identity string }

// signal is what becomes of somebody in a room.
type signal int

const (
	joined signal = iota
	// left of their own will.
	left
	// aborted: lost their connection, or never quite got one.
	aborted
	replaced
	timeUp
)

// leaves keeps delayed events (MSC4140) from being sent while somebody is in a call, and has them sent when they left.
type leaves struct {
	config
	homeservers
	mutex sync.Mutex
	// jobs take signals, one for each participant.
	jobs map[place]chan signal
}

// watch takes a delayed event over, in place of an earlier one of the same participant.
func (l *leaves) watch(server string, at place, event delegation) {
	job := make(chan signal, 10)
	l.tell(at, replaced)
	l.mutex.Lock()
	l.jobs[at] = job
	l.mutex.Unlock()
	go func() {
		l.follow(server, at, event, job)
		l.mutex.Lock()
		defer l.mutex.Unlock()
		if l.jobs[at] == job {
			delete(l.jobs, at)
		}
	}()
}

// tell passes a signal on to whoever watches a participant, if anybody does.
func (l *leaves) tell(at place, what signal) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	offer(l.jobs[at], what)
}

// offer never waits: a job that does not listen any more needs no signal.
func offer(job chan signal, what signal) {
	select {
	case job <- what:
	default:
	}
}

// follow is a delayed event's life here.
func (l *leaves) follow(server string, at place, event delegation, job chan signal) {
	timeout := time.Duration(event.Timeout) * time.Millisecond
	patience := min(timeout, time.Hour)
	done := make(chan struct{})
	defer close(done)
	go l.look(at, patience, job, done)

	switch await(job, patience, joined, aborted, replaced) {
	case timeUp:
		l.send(server, event.ID, 0)
		return
	case aborted, replaced:
		return
	}
	for {
		deadline := time.Now().Add(timeout)
		if !l.restart(server, event.ID, timeout) {
			return
		}
		// Early enough that the homeserver does not send it by itself.
		switch await(job, timeout*8/10, left, aborted, replaced) {
		case left, aborted:
			l.send(server, event.ID, time.Until(deadline))
			return
		case replaced:
			return
		}
	}
}

// await is the first of these signals, or timeUp.
func await(job chan signal, within time.Duration, wanted ...signal) signal {
	end := time.After(within)
	for {
		select {
		case what := <-job:
			for _, one := range wanted {
				if one == what {
					return what
				}
			}
		case <-end:
			return timeUp
		}
	}
}

// look asks LiveKit for somebody who may have been there before anybody watched, and then, if told to, whether they still are.
func (l *leaves) look(at place, patience time.Duration, job chan signal, done chan struct{}) {
	there := retry(patience, done, func() bool {
		found, _ := l.present(at.room, at.identity)
		return found
	})
	if !there {
		return
	}
	offer(job, joined)
	for l.sanityCheck > 0 {
		select {
		case <-done:
			return
		case <-time.After(l.sanityCheck):
		}
		if found, err := l.present(at.room, at.identity); err == nil && !found {
			offer(job, left)
			return
		}
	}
}

func (l *leaves) restart(server, id string, within time.Duration) bool {
	restarted := false
	retry(within, nil, func() bool {
		status, err := l.delayedEvent(server, id, "restart")
		restarted = err == nil
		return restarted || status == http.StatusNotFound
	})
	if !restarted {
		log.Printf("the delayed event at %s cannot be restarted any more", server)
	}
	return restarted
}

func (l *leaves) send(server, id string, within time.Duration) {
	sent := retry(max(time.Second, min(within, time.Hour)), nil, func() bool {
		status, err := l.delayedEvent(server, id, "send")
		// Not found: it was sent, or called off.
		return err == nil || status == http.StatusNotFound
	})
	log.Printf("somebody left; told %s: %t", server, sent)
}

// retry tries again, each time after a longer pause, until it is done or time is up.
func retry(within time.Duration, done chan struct{}, try func() bool) bool {
	end := time.Now().Add(within)
	for pause := time.Second; ; pause = min(pause*3/2, time.Minute) {
		if try() {
			return true
		}
		if time.Now().Add(pause).After(end) {
			return false
		}
		select {
		case <-done:
			return false
		case <-time.After(pause):
		}
	}
}
