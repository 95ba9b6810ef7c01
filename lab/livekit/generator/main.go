// Puts a steady load on a LiveKit: one who speaks, and others who listen. Reads what to do as JSON from standard input, and
// writes as JSON to standard output what each listener got.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

type task struct {
	// Where LiveKit's signalling is, without /rtc.
	URL       string   `json:"url"`
	Speaker   string   `json:"speaker"`
	Listeners []string `json:"listeners"`
	// The only address of this machine that media may use.
	Source string `json:"source"`
	// Payload of each packet.
	Bytes            int `json:"bytes"`
	PacketsPerSecond int `json:"packetsPerSecond"`
	// How long is counted, in seconds.
	Seconds float64 `json:"seconds"`
}

type figures struct {
	// How long the speaker took, in seconds.
	Seconds float64 `json:"seconds"`
	// Bytes of RTP, by listener.
	Received []uint64 `json:"received"`
}

func main() {
	var given task
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail(err)
	}
	done, err := run(given)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(done); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func run(given task) (*figures, error) {
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "load", "load")
	if err != nil {
		return nil, err
	}
	speaker, err := enter(given.URL, given.Speaker, given.Source)
	if err != nil {
		return nil, err
	}
	defer speaker.leave()
	if err := speaker.publish(track); err != nil {
		return nil, err
	}
	listeners := make([]*participant, 0, len(given.Listeners))
	for _, token := range given.Listeners {
		listener, err := enter(given.URL, token, given.Source)
		if err != nil {
			return nil, err
		}
		defer listener.leave()
		listeners = append(listeners, listener)
	}
	sender := &sender{track: track, task: given}
	// Until everybody hears it, and a second more: how long that takes is not measured.
	deadline := time.Now().Add(30 * time.Second)
	for !all(listeners) {
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("not every listener hears the speaker: %v", heard(listeners))
		}
		if err := sender.send(200 * time.Millisecond); err != nil {
			return nil, err
		}
	}
	if err := sender.send(time.Second); err != nil {
		return nil, err
	}
	before := heard(listeners)
	began := time.Now()
	if err := sender.send(time.Duration(given.Seconds * float64(time.Second))); err != nil {
		return nil, err
	}
	took := time.Since(began).Seconds()
	// What is on its way arrives.
	time.Sleep(300 * time.Millisecond)
	received := heard(listeners)
	for i := range received {
		received[i] -= before[i]
	}
	return &figures{Seconds: took, Received: received}, nil
}

func heard(listeners []*participant) []uint64 {
	bytes := make([]uint64, len(listeners))
	for i, listener := range listeners {
		bytes[i] = listener.received.Load()
	}
	return bytes
}

func all(listeners []*participant) bool {
	for _, bytes := range heard(listeners) {
		if bytes == 0 {
			return false
		}
	}
	return true
}

type sender struct {
	track *webrtc.TrackLocalStaticSample
	task
}

// Sends at the given rate for a time, late packets included.
func (s *sender) send(span time.Duration) error {
	payload := make([]byte, s.Bytes)
	each := time.Second / time.Duration(s.PacketsPerSecond)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	sent := 0
	for {
		passed := min(time.Since(began), span)
		for due := int(passed.Seconds() * float64(s.PacketsPerSecond)); sent < due; sent++ {
			if err := s.track.WriteSample(media.Sample{Data: payload, Duration: each}); err != nil {
				return err
			}
		}
		if passed == span {
			return nil
		}
		<-tick.C
	}
}
