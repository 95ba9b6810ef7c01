package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// recorder stands in for Jibri. It is asked over its real HTTP API (startService, stopService on the port of its health),
// and writes a file that grows in place of a film.
func recorder([]string) error {
	who := accountOf(env("JIBRI_XMPP_USER", "jibri"), os.Getenv("JIBRI_XMPP_PASSWORD"))
	go keepLoggedIn(who, brewery("JIBRI_BREWERY_MUC", "jibribrewery", ""), func(bool) {}, func(element) {})

	films := &recordings{folder: env("JIBRI_RECORDING_DIR", "/storage/recordings")}
	mux := http.NewServeMux()
	const api = "/jibri/api/v1.0/"
	mux.HandleFunc(api+"health", func(w http.ResponseWriter, _ *http.Request) {
		wellness := "HEALTHY"
		if os.Getenv("STAND_IN_FAULT") == "unhealthy" {
			wellness = "UNHEALTHY"
			w.WriteHeader(http.StatusInternalServerError)
		}
		reply(w, map[string]any{"status": map[string]any{"busyStatus": films.status(), "health": map[string]any{"healthStatus": wellness, "details": map[string]any{}}}})
	})
	mux.HandleFunc("POST "+api+"startService", func(w http.ResponseWriter, request *http.Request) {
		var wanted struct {
			SessionID string `json:"sessionId"`
		}
		if json.NewDecoder(request.Body).Decode(&wanted) != nil || wanted.SessionID == "" || filepath.Base(wanted.SessionID) != wanted.SessionID {
			http.Error(w, "sessionId is missing", http.StatusBadRequest)
			return
		}
		switch err := films.start(wanted.SessionID); {
		case err == errBusy:
			http.Error(w, "Jibri is currently busy", http.StatusPreconditionFailed)
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST "+api+"stopService", func(http.ResponseWriter, *http.Request) { films.stop() })
	// Its own port: shutdown and the like.
	go listen("0.0.0.0:3333", http.NotFoundHandler())
	listen("0.0.0.0:2222", mux)
	return nil
}

type busy struct{}

func (busy) Error() string { return "busy" }

var errBusy error = busy{}

// recordings holds the one that is being made, if any.
type recordings struct {
	folder string
	lock   sync.Mutex
	ending chan struct{}
}

func (r *recordings) status() string {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.ending != nil {
		return "BUSY"
	}
	return "IDLE"
}

func (r *recordings) start(session string) error {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.ending != nil {
		return errBusy
	}
	folder := filepath.Join(r.folder, session)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	film, err := os.Create(filepath.Join(folder, "room_"+time.Now().UTC().Format("2006-01-02-15-04-05")+".mp4"))
	if err != nil {
		return err
	}
	ending := make(chan struct{})
	r.ending = ending
	go record(film, ending)
	return os.WriteFile(filepath.Join(folder, "metadata.json"), []byte(`{"meeting_url":`+strconv.Quote(os.Getenv("PUBLIC_URL"))+`,"participants":[]}`), 0o644)
}

func (r *recordings) stop() {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.ending != nil {
		close(r.ending)
		r.ending = nil
	}
}

func record(film *os.File, ending <-chan struct{}) {
	defer film.Close()
	for {
		if _, err := film.WriteString("stand-in for a frame\n"); err != nil {
			log.Print(err)
		}
		select {
		case <-ending:
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}
