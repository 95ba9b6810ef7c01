package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

// drain is what a bridge's REST interface says and is told about going (jitsi-videobridge, rest/root/colibri/drain/Drain.kt
// and metrics): on by default, unlike the rest of /colibri.
type drain struct {
	on atomic.Bool
	// Conferences on the bridge. Nobody meets here: a test says how many there are, at /stand-in/conferences.
	conferences atomic.Int64
}

func (d *drain) serve(mux *http.ServeMux) {
	mux.HandleFunc("GET /colibri/drain", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]bool{"drain": d.on.Load()})
	})
	mux.HandleFunc("POST /colibri/drain/enable", func(http.ResponseWriter, *http.Request) { d.on.Store(true) })
	mux.HandleFunc("POST /colibri/drain/disable", func(http.ResponseWriter, *http.Request) { d.on.Store(false) })
	mux.HandleFunc("PUT /stand-in/conferences", func(w http.ResponseWriter, request *http.Request) {
		text, _ := io.ReadAll(io.LimitReader(request.Body, 20))
		count, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil || count < 0 {
			http.Error(w, "how many conferences there are: a number", http.StatusBadRequest)
			return
		}
		d.conferences.Store(count)
	})
}

func (d *drain) metrics() string {
	return fmt.Sprintf("# TYPE jitsi_jvb_conferences gauge\njitsi_jvb_conferences %d\n", d.conferences.Load())
}
