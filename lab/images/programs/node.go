package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"time"
)

// errMadeToExit ends an image of a release that is to fail.
var errMadeToExit = errors.New("stand-in: this image is made to exit at its start")

// node stands in for Node.js in the images that are made with it, as far as those images and their probes call it.
func node(args []string) error {
	if len(args) == 0 {
		return errors.New("stand-in for node: nothing to run")
	}
	switch {
	case os.Getenv("STAND_IN_FAULT") == "exits" && args[0] != "-e":
		return errMadeToExit
	case len(args) == 2 && args[0] == "-e":
		return fetch(args[1])
	case len(args) == 1 && args[0] == "dist/index.js":
		return whiteboard()
	case len(args) == 1 && args[0] == "etherpad":
		return etherpad()
	}
	return fmt.Errorf("stand-in for node: cannot run %q", args)
}

var fetched = regexp.MustCompile(`fetch\('([^']+)'\)`)

// fetch does what a probe's one-liner does: ask a URL, and end well when it answers well.
func fetch(script string) error {
	url := fetched.FindStringSubmatch(script)
	if url == nil {
		return fmt.Errorf("stand-in for node: only fetch('…') is known, not %s", script)
	}
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Get(url[1])
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", url[1], answer.Status)
	}
	return nil
}

// whiteboard answers like excalidraw-backend: a line at /, socket.io (websocket only) and metrics on a port of its own.
func whiteboard() error {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", faulty(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "Excalidraw backend is up :)") }))
	mux.HandleFunc("/socket.io/", func(w http.ResponseWriter, request *http.Request) {
		if request.URL.Query().Get("transport") != "websocket" {
			http.Error(w, `{"code":0,"message":"Transport unknown"}`, http.StatusBadRequest)
			return
		}
		greetWebSocket(w, request)
	})
	go listen(":9090", http.NotFoundHandler())
	listen(":"+env("PORT", "80"), mux)
	return nil
}

// etherpad answers like Etherpad's first page and its health URL; its notes are in var/dirty.db.
func etherpad() error {
	notes, err := os.OpenFile("/opt/etherpad-lite/var/dirty.db", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	// At every start, like its package manager.
	if err := os.WriteFile("/opt/etherpad-lite/src/.started", nil, 0o644); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", faulty(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/health+json")
		io.WriteString(w, `{"status":"pass","releaseId":"2.0.3"}`)
	}))
	mux.HandleFunc("POST /p/{pad}", func(w http.ResponseWriter, request *http.Request) {
		text, _ := io.ReadAll(io.LimitReader(request.Body, 4096))
		fmt.Fprintf(notes, "{\"key\":\"pad:%s\",\"val\":%q}\n", request.PathValue("pad"), text)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(w, "<title>%s</title>stand-in for Etherpad at %s, for %s", os.Getenv("TITLE"), request.URL.Path, request.Header.Get("X-Forwarded-For"))
	})
	listen(":9001", mux)
	return nil
}

func faulty(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, request *http.Request) {
		if os.Getenv("STAND_IN_FAULT") == "unhealthy" {
			http.Error(w, "this image is made to be never healthy", http.StatusInternalServerError)
			return
		}
		handler(w, request)
	}
}
